import { assessDataDrift } from "../drift/data/assess-columns.ts";
import { type Compared, NOT_COMPARED } from "../drift/data/input-schema.ts";
import { summariseDrift } from "../drift/data/summarise-drift.ts";
import type { DriftWindows } from "../drift/data/windows.ts";
import type { DayRange, Engine, EngineSource } from "../engine/engine.ts";
import { binsFrom } from "../engine/profile.ts";
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
 * Compares the rows of two windows without the files that cannot be read.
 *
 * @throws EngineProblem
 */
export async function compareWindows(
  { config }: Project,
  engine: Engine<EngineSource>,
  { before, after, windows, ...options }: Sides,
): Promise<Compared> {
  const { drift, sources = [] } = config;
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
  if (reference.profile.days.length === 0) {
    return { ...withoutRows("reference", windows.reference), left_out: leftOut };
  }
  if (current.profile.days.length === 0) {
    return { ...withoutRows("current", windows.current), left_out: leftOut };
  }
  const comparison = assessDataDrift(reference.profile, current.profile, {
    rate: drift.false_alarm_rate,
    minEffect: drift.data.min_effect,
    minNullChange: MIN_NULL_CHANGE,
    label: sources.find((source) => source.label !== undefined)?.label,
    ...options,
  });
  return {
    ...NOT_COMPARED,
    ...summariseDrift(comparison, reference.profile, current.profile, leftOut.length),
    left_out: leftOut,
    undated_rows: countUndated(before === after ? [after] : [before, after]),
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
