import { realpathSync } from "node:fs";
import { assessDataDrift } from "../drift/data/assess-columns.ts";
import { parseImportance } from "../drift/data/importance.ts";
import { type InputDrift, NOT_COMPARED } from "../drift/data/input-schema.ts";
import { summariseDrift } from "../drift/data/summarise-drift.ts";
import { chooseWindows, type DriftWindows } from "../drift/data/windows.ts";
import { type DayRange, type Engine, EngineProblem } from "../engine/engine.ts";
import { binsFrom } from "../engine/profile.ts";
import { listTableFiles, type TableFiles } from "../inventory/datasets/table.ts";
import { countSources } from "../inventory/inventory.ts";
import type { DataSet, Inventory } from "../inventory/schema.ts";
import { dataWindowDays } from "../schedule/cycles.ts";
import type { ScheduleFacts } from "../schedule/schedule.ts";
import { sinceFull } from "../schedule/since-full.ts";
import { listReadings } from "../schedule/training-set.ts";
import { bytes } from "../text/quantity.ts";
import { formatDay, parseDay } from "../time/instant.ts";
import { readNamed } from "../trust/named-text.ts";
import { type FoundSource, type LeftOutFile, toEngineSource } from "./engine-source.ts";
import { profileReadable } from "./profile-readable.ts";
import type { Project } from "./project.ts";
import { withProgress } from "./read-data.ts";
import { wrongFile } from "./wrong-file.ts";

export interface InputDriftOptions {
  /** Whether more data than `drift.data.budget_gb` is read. */
  readonly isAsked?: boolean;
  /** The data sets to compare, by name; by default the training set. */
  readonly dataSet?: string | undefined;
}

/**
 * Compares the rows of the training set since the last full training with those before it: whichever of
 * these is not known, the result says why nothing was compared.
 */
export async function readInputDrift(
  project: Project,
  inventory: Inventory,
  { history }: ScheduleFacts,
  options: InputDriftOptions = {},
): Promise<InputDrift> {
  const { config, zone, now } = project;
  if (!config.drift.data.enabled) return unknown("switched off by `drift.data.enabled`", null);
  const sets = chooseSets(inventory.datasets, options);
  if ("why" in sets) return sets;
  const names = sets.map(({ name }) => name);
  const reference = inventory.datasets.filter(
    (set) => set.role === "reference" && isComparable(set),
  );
  const windows = chooseWindows({
    stated: statedReference(project, reference),
    trainedOn: sinceFull(history?.runs ?? [], zone)?.fullOn ?? null,
    windowDays: dataWindowDays(config.schedule),
    today: zone.dayOf(now),
  });
  if (windows === null) {
    return { ...unknown(NO_REFERENCE, STATE_REFERENCE), data_sets: names };
  }
  const size = [...sets, ...reference].reduce((sum, set) => sum + set.bytes, 0);
  const budget = config.drift.data.budget_gb * 1e9;
  if (size > budget && options.isAsked !== true) {
    const why = `${bytes(size)} of data are more than \`drift.data.budget_gb\``;
    return {
      ...unknown(why, "Run `retrain-plan profile`, or raise `drift.data.budget_gb`"),
      data_sets: names,
    };
  }
  const found = await compareSets(
    project,
    names,
    reference.map(({ name }) => name),
    windows,
    options.isAsked === true,
  );
  return { ...found, data_sets: names, reference_by: windows.by };
}

function unknown(why: string, remedy: string | null): InputDrift {
  return { ...NOT_COMPARED, why, remedy };
}

const NO_REFERENCE = "the history has no full training before today";
const STATE_REFERENCE = "State `drift.data.reference`, or the history of trainings";

/** The data sets whose rows are compared, or why nothing is compared. */
function chooseSets(
  datasets: readonly DataSet[],
  { dataSet }: InputDriftOptions,
): readonly DataSet[] | InputDrift {
  if (dataSet !== undefined) return datasets.filter(({ name }) => name === dataSet);
  const [reading, ...others] = listReadings(datasets);
  if (reading === undefined) return unknown("no training data was found", null);
  if (others.length > 0) {
    return unknown(
      "which tables are the training data is not known",
      "State `role` under `sources`",
    );
  }
  const sets = [...reading.always, ...reading.perhaps];
  const dated = sets.filter(isComparable);
  if (dated.length === 0) return unknown("the day of no row is known", null);
  // Tables of other columns hold other rows.
  const columns = (set: DataSet) => [...(set.columns ?? [])].sort().join("\0");
  const largest = dated.reduce((a, b) => ((b.samples ?? 0) > (a.samples ?? 0) ? b : a));
  return dated.filter((set) => columns(set) === columns(largest));
}

function isComparable({ here, medium, days, copy_of: copy }: DataSet): boolean {
  return here && medium === null && days.length > 0 && copy === null;
}

function statedReference(
  { config }: Project,
  sets: readonly DataSet[],
): Parameters<typeof chooseWindows>[0]["stated"] {
  const { reference } = config.drift.data;
  if (reference !== undefined) {
    const days = { first: parseDay(reference.from), last: parseDay(reference.to) };
    return { days, by: "configuration" };
  }
  const days = sets.flatMap((set) => set.days.map(({ day }) => parseDay(day)));
  if (days.length === 0) return null;
  const least = days.reduce((a, b) => Math.min(a, b));
  const most = days.reduce((a, b) => Math.max(a, b));
  return { days: { first: least, last: most }, by: "data_set" };
}

const MOST_MS = 120_000;
/** The longest time that a timer can have: 24 days. */
const NEVER_MS = 2 ** 31 - 1;

type Compared = Omit<InputDrift, "data_sets" | "reference_by">;

async function compareSets(
  project: Project,
  current: readonly string[],
  reference: readonly string[],
  windows: DriftWindows,
  isAsked: boolean,
): Promise<Compared> {
  const { config, cwd, zone, cacheDirectory } = project;
  const tables = await readTables(project);
  const pick = (names: readonly string[]) =>
    toEngineSource(
      tables.filter(({ name }) =>
        names.some((each) => each === name || each.startsWith(`${name} and `)),
      ),
      zone,
      config.drift.data.exclude ?? [],
    );
  const source = pick(current);
  const before = windows.by === "data_set" ? pick(reference) : source;
  if (source.files.length === 0) return withoutFiles(source.leftOut);
  const importance = readImportance(project);
  const { openDuckdb } = await import("../engine/duckdb.ts");
  const { openProfiles } = await import("../engine/profile-cache.ts");
  const cache = cacheDirectory === null ? null : openProfiles(cacheDirectory, cwd, Date.now());
  const engine = await openDuckdb([realpathSync(cwd)], cache);
  if ("problem" in engine) return unknown(engine.problem, null);
  // Files of a pull request may be made to take long; whoever asks for a profile waits.
  const timer = setTimeout(() => engine.stop(), isAsked ? NEVER_MS : MOST_MS);
  try {
    return await compareWindows(project, engine, { before, after: source, windows, importance });
  } catch (error) {
    if (error instanceof EngineProblem) return unknown(describeProblem(error), null);
    throw error;
  } finally {
    clearTimeout(timer);
    await engine.close();
  }
}

function describeProblem({ message, file }: EngineProblem): string {
  return file === null ? message : `${file} ${message}`;
}

/** The files of all data sets, which were counted just now: from the cache. */
async function readTables(project: Project): Promise<TableFiles[]> {
  const { config, cwd, zone } = project;
  const { sources } = await withProgress(project, (options) =>
    countSources(config.sources, cwd, zone, options),
  );
  return listTableFiles(sources, zone);
}

interface Sides {
  readonly before: FoundSource;
  readonly after: FoundSource;
  readonly windows: DriftWindows;
  readonly importance: ReadonlyMap<string, number> | undefined;
}

/** @throws EngineProblem */
async function compareWindows(
  { config }: Project,
  engine: Engine,
  { before, after, windows, importance }: Sides,
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
    importance,
  });
  return {
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

function withoutFiles(leftOut: readonly LeftOutFile[]): InputDrift {
  const [first] = leftOut;
  const why = first === undefined ? "no file of it was counted" : `${first.path} ${first.why}`;
  return { ...unknown(why, null), left_out: [...leftOut] };
}

function withoutRows(what: string, { first, last }: DayRange): InputDrift {
  return unknown(`no row is of the ${what} days, ${formatDay(first)} to ${formatDay(last)}`, null);
}

/** Fewer missing values more, or less, are no finding. */
const MIN_NULL_CHANGE = 0.01;

/** @throws UserError where the file that `drift.data.importance` names cannot be used */
function readImportance(project: Project): ReadonlyMap<string, number> | undefined {
  const path = project.config.drift.data.importance;
  if (path === undefined) return undefined;
  const advice = "correct the file, or its path under `drift.data.importance`";
  try {
    const read = parseImportance(readNamed(path, project, "data").toString("utf8"));
    if ("problem" in read) throw new Error(read.problem);
    return read.importance;
  } catch (error) {
    throw wrongFile(path, error, advice);
  }
}
