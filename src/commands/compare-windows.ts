import { assessDataDrift } from "../drift/data/assess-columns.ts";
import { type Compared, NOT_COMPARED } from "../drift/data/input-schema.ts";
import { summariseDrift } from "../drift/data/summarise-drift.ts";
import type { DriftWindows } from "../drift/data/windows.ts";
import type { DayRange, Engine, EngineSource } from "../engine/engine.ts";
import { binsFrom, type Profile } from "../engine/profile.ts";
import { formatDay } from "../time/instant.ts";
import type { FoundSource, LeftOutFile } from "./engine-source.ts";
import { profileReadable } from "./profile-readable.ts";
import type { Project } from "./project.ts";

export interface Sides {
  readonly before: FoundSource;
  readonly after: FoundSource;
  readonly windows: DriftWindows;
  readonly importance?: ReadonlyMap<string, number> | undefined;
  readonly arePredictions?: boolean;
}

/**
 * The profiles of two windows without the files that cannot be read, or why there are none.
 *
 * @throws EngineProblem
 */
export async function profileWindows(
  engine: Engine<EngineSource>,
  { before, after, windows, ...options }: Sides,
): Promise<Profiles | Compared> {
  const reference = await profileReadable(engine, before, windows.reference);
  const faulty = new Set(reference.unreadable.map(({ name }) => name));
  const rest = { ...after, files: after.files.filter(({ name }) => !faulty.has(name)) };
  const bins = binsFrom(reference.profile);
  const current = await profileReadable(engine, rest, windows.current, bins);
  const unreadable = [...reference.unreadable, ...current.unreadable].map(({ name, why }) => ({
    path: name,
    why,
  }));
  const leftOut = [...new Set([...before.leftOut, ...after.leftOut]), ...unreadable];
  if (unreadable.length === after.files.length) return withoutFiles(leftOut);
  return {
    reference: reference.profile,
    current: current.profile,
    windows,
    leftOut,
    undatedRows: countUndated(before === after ? [after] : [before, after]),
    ...options,
  };
}

/** The profiles of two windows, and what is not in them. */
export interface Profiles extends Pick<Sides, "windows" | "importance" | "arePredictions"> {
  readonly reference: Profile;
  readonly current: Profile;
  readonly leftOut: readonly LeftOutFile[];
  /** Rows that are in neither window, since their day is not known. */
  readonly undatedRows: number;
}

/** Compares the columns of two windows; without rows in one of them, nothing is compared. */
export function judgeProfiles({ config }: Project, profiles: Profiles | Compared): Compared {
  if ("why" in profiles) return profiles;
  const { reference, current, windows, leftOut, undatedRows, ...options } = profiles;
  const { drift, sources = [] } = config;
  const left_out = [...leftOut];
  if (reference.days.length === 0) {
    return { ...withoutRows("reference", windows.reference), left_out };
  }
  if (current.days.length === 0) return { ...withoutRows("current", windows.current), left_out };
  const comparison = assessDataDrift(reference, current, {
    rate: drift.false_alarm_rate,
    minEffect: drift.data.min_effect,
    minNullChange: MIN_NULL_CHANGE,
    label: sources.find((source) => source.label !== undefined)?.label,
    ...options,
  });
  return {
    ...NOT_COMPARED,
    ...summariseDrift(comparison, reference, current, leftOut.length),
    left_out,
    undated_rows: undatedRows,
  };
}

/** Rows that are in neither window, since their day is not known. */
function countUndated(sources: readonly FoundSource[]): number {
  return sources
    .flatMap(({ files }) => files)
    .reduce((sum, { samples, dated }) => sum + samples - dated, 0);
}

export function withoutFiles(leftOut: readonly LeftOutFile[]): Compared {
  const [first] = leftOut;
  const why = first === undefined ? "no file of it was counted" : `${first.path} ${first.why}`;
  return { ...NOT_COMPARED, why, left_out: [...leftOut] };
}

function withoutRows(what: string, { first, last }: DayRange): Compared {
  const why = `no row is of the ${what} days, ${formatDay(first)} to ${formatDay(last)}`;
  return { ...NOT_COMPARED, why };
}

/** Fewer missing values more, or less, are no finding. */
const MIN_NULL_CHANGE = 0.01;
