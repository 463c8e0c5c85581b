import { realpathSync } from "node:fs";
import { listFileSources } from "../config/schema.ts";
import { type Compared, type InputDrift, NOT_COMPARED } from "../drift/data/input-schema.ts";
import { chooseWindows, type DriftWindows } from "../drift/data/windows.ts";
import { EngineProblem } from "../engine/engine.ts";
import { listTableFiles, type TableFiles } from "../inventory/datasets/table.ts";
import { countSources } from "../inventory/inventory.ts";
import type { DataSet, Inventory } from "../inventory/schema.ts";
import { dataWindowDays } from "../schedule/cycles.ts";
import type { ScheduleFacts } from "../schedule/schedule.ts";
import { sinceFull } from "../schedule/since-full.ts";
import { listReadings } from "../schedule/training-set.ts";
import { bytes } from "../text/quantity.ts";
import { parseDay } from "../time/instant.ts";
import { type ChosenSets, compareTables } from "./compare-tables.ts";
import {
  judgeProfiles,
  type Profiles,
  profileWindows,
  type Sides,
  withoutFiles,
} from "./compare-windows.ts";
import { toEngineSource } from "./engine-source.ts";
import type { Project } from "./project.ts";
import { withProgress } from "./read-data.ts";
import { readImportance } from "./read-importance.ts";

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
  const inRole = (role: DataSet["role"]) =>
    inventory.datasets.filter((set) => set.role === role && isComparable(set));
  const reference = inRole("reference");
  const predictions = options.dataSet === undefined ? inRole("prediction") : [];
  const windows = chooseWindows({
    stated: statedReference(project, reference),
    trainedOn: sinceFull(history?.runs ?? [], zone)?.fullOn ?? null,
    windowDays: dataWindowDays(config.schedule),
    today: zone.dayOf(now),
  });
  if (windows === null) {
    return { ...unknown(NO_REFERENCE, STATE_REFERENCE), data_sets: listNames(sets) };
  }
  const size = [...sets, ...reference, ...predictions].reduce((sum, set) => sum + set.bytes, 0);
  const budget = config.drift.data.budget_gb * 1e9;
  if (size > budget && options.isAsked !== true) {
    const why = `${bytes(size)} of data are more than \`drift.data.budget_gb\``;
    return {
      ...unknown(why, "Run `retrain-plan profile`, or raise `drift.data.budget_gb`"),
      data_sets: listNames(sets),
    };
  }
  const chosen = { sets, reference, predictions };
  const known = { reference_by: windows.by, data_sets: listNames(sets) };
  const all = [...sets, ...(windows.by === "data_set" ? reference : []), ...predictions];
  const served = all.filter(({ counted_by: by }) => by !== undefined);
  if (served.length > 0 && served.length < all.length) {
    return { ...unknown(MIXED, NAME_ONE_KIND), ...known };
  }
  const compare = served.length > 0 ? compareTables : compareSets;
  return { ...(await compare(project, chosen, windows, options.isAsked === true)), ...known };
}

function listNames(sets: readonly DataSet[]): string[] {
  return sets.map(({ name }) => name);
}

function unknown(why: string, remedy: string | null): InputDrift {
  return { ...NOT_COMPARED, why, remedy, predictions: null };
}

const NO_REFERENCE = "the history has no full training before today";
const MIXED =
  "the data sets are files and tables of a server, which are not compared with each other";
const NAME_ONE_KIND = "State roles so that the training set and its reference are of one kind";
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
  const failed = sets.find((set) => set.counted_by !== undefined && set.samples === null);
  if (failed !== undefined) return unknown(`${failed.name} was not counted`, null);
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

async function compareSets(
  project: Project,
  { sets, reference, predictions }: ChosenSets,
  windows: DriftWindows,
  isAsked: boolean,
): Promise<InputDrift> {
  const { config, cwd, zone, cacheDirectory } = project;
  const { exclude = [] } = config.drift.data;
  const tables = await readTables(project);
  const pick = (picked: readonly DataSet[], leaveOut = exclude) =>
    toEngineSource(
      tables.filter(({ name }) =>
        picked.some((set) => set.name === name || set.name.startsWith(`${name} and `)),
      ),
      zone,
      leaveOut,
    );
  const after = pick(sets);
  const before = windows.by === "data_set" ? pick(reference) : after;
  const known = { reference_by: windows.by, data_sets: listNames(sets) };
  if (after.files.length === 0) {
    return { ...withoutFiles(after.leftOut), ...known, predictions: null };
  }
  const importance = readImportance(project);
  const { openDuckdb } = await import("../engine/duckdb.ts");
  const { openProfiles } = await import("../engine/profile-cache.ts");
  const cache = cacheDirectory === null ? null : openProfiles(cacheDirectory, cwd, Date.now());
  const engine = await openDuckdb([realpathSync(cwd)], cache, {
    formats: [...new Set(tables.flatMap(({ lake }) => (lake?.isCounted ? lake.format : [])))],
    place: project.extensionPlace,
  });
  if ("problem" in engine) return { ...unknown(engine.problem, null), ...known };
  // Files of a pull request may be made to take long; whoever asks for a profile waits.
  const timer = isAsked ? undefined : setTimeout(() => engine.stop(), MOST_MS);
  const sides: Omit<Sides, "windows">[] = [{ before, after, importance }];
  if (predictions.length > 0) {
    // Features that a table of predictions repeats are compared in the data.
    const columns = sets.flatMap((set) => set.columns ?? []);
    const own = pick(predictions, [...exclude, ...columns]);
    sides.push({ before: own, after: own, arePredictions: true });
  }
  const profiles: (Profiles | Compared)[] = [];
  try {
    for (const side of sides) {
      const read = profileWindows(engine, { ...side, windows });
      profiles.push(await read.catch(describeProblem));
    }
  } finally {
    clearTimeout(timer);
    await engine.close();
  }
  const [compared, predicted = null] = profiles.map((each) => judgeProfiles(project, each));
  return {
    ...(compared as Compared),
    ...known,
    predictions: predicted && { ...predicted, ...known, data_sets: listNames(predictions) },
  };
}

function describeProblem(error: unknown): Compared {
  if (!(error instanceof EngineProblem)) throw error;
  const { file, message, isStopped } = error;
  const remedy = isStopped ? "Run `retrain-plan profile`, which takes as long as it needs" : null;
  return { ...NOT_COMPARED, why: file === null ? message : `${file} ${message}`, remedy };
}

/** The files of all data sets, which were counted just now: from the cache. */
async function readTables(project: Project): Promise<TableFiles[]> {
  const { config, cwd, zone } = project;
  const { sources } = await withProgress(project, (options) =>
    countSources(listFileSources(config.sources), cwd, zone, options),
  );
  return listTableFiles(sources, zone);
}
