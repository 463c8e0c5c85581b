import { errorMessage } from "../../errors.ts";
import { count } from "../../text/quantity.ts";
import type { Instant } from "../../time/instant.ts";
import { ServerProblem } from "../../trust/server-reader.ts";
import type {
  Evidence,
  EvidenceQuery,
  EvidenceSource,
  Experiment,
  FailedEvaluation,
  MetricSeries,
  ServerQuery,
  UnchosenStore,
} from "../evidence.ts";
import { fileKind, modifiedAt } from "../files/result-file.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import type { SourceProblem } from "../schema.ts";
import { shownAddress } from "../servers/shown-address.ts";
import { choose, largestFirst, noneOfThatName, type Wanted } from "./choose.ts";
import { openDatabaseStore } from "./database-store.ts";
import { isFileStore, openFileStore } from "./file-store.ts";
import { storesAt } from "./open-store.ts";
import { runSeries } from "./run-series.ts";
import { NO_ACCESS } from "./server/tracking-access.ts";
import { storePath } from "./store-path.ts";
import type { Report, TrackingStore } from "./tracking.ts";

/**
 * What MLflow has tracked: the runs of an experiment, or of a registered model, as series, with the
 * version in production. File store and database are read as they lie, without MLflow; a server is asked.
 */
export const mlflowSource: EvidenceSource = {
  async read({ config, ...rest }) {
    const query = { ...rest, config: { ...config, path: storePath(config.path) } };
    const problems: SourceProblem[] = [];
    const named = await metricPaths(query, null, problems);
    const paths = named.flatMap((path) => storesAt(path, query));
    for (let attempt = 1; ; attempt++) {
      const evidence = await readStores(paths, query);
      if (evidence !== null) {
        return { ...evidence, problems: [...problems, ...evidence.problems] };
      }
      if (attempt === MOST_ATTEMPTS) {
        const problem = "MLflow is writing to it; run this again when it has finished";
        problems.push({ path: paths.join(", "), problem });
        return { series: [], runs: [], alerts: [], problems, newestUnread: query.now };
      }
    }
  },
  readServer,
};

const MOST_ATTEMPTS = 5;

/** Reads a server; if it cannot be read, its newest evaluation is unknown. */
async function readServer({ config, ...rest }: ServerQuery): Promise<Evidence> {
  const { url, metrics, step: _step, range: _range, ...wanted } = config;
  const { experiment, model, alias = "champion" } = wanted;
  const { access = NO_ACCESS } = rest;
  const none = { series: [], runs: [], alerts: [] };
  const path = shownAddress(url);
  // A configuration has queries for Prometheus alone.
  const globs = Array.isArray(metrics) ? metrics : undefined;
  const query: EvidenceQuery = { ...rest, config: { ...wanted, path, metrics: globs } };
  const problems = createProblemLog(query);
  let store: TrackingStore;
  try {
    store = await access.open(url, { experiment, model, alias });
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error;
    problems.report(path, error, true);
    return { ...none, ...problems.all() };
  }
  const used = store.experiments.length > 0 ? [store] : [];
  const read = readUsed(used, query, problems.report);
  if (isNamed(config) && !read.isFound) noneOfThatName(config, [store], "validation.sources");
  const { series, experiments, unchosen, failed } = read;
  const notes = used.length === 0 ? [{ path, problem: EMPTY_SERVER }] : read.notes;
  return { ...none, series, experiments, unchosen, failed, ...problems.all(), notes };
}

const EMPTY_SERVER = "MLflow has logged no run here";

/** Whether a configuration says whose runs are meant. */
function isNamed({ experiment, model }: Wanted): boolean {
  return (experiment ?? model) !== undefined;
}

/** null where somebody wrote meanwhile, so that the whole would be of no one time. */
async function readStores(
  paths: readonly string[],
  query: EvidenceQuery,
): Promise<Evidence | null> {
  const { config } = query;
  const problems = createProblemLog(query);
  const stores: TrackingStore[] = [];
  try {
    const empty = await openStores(paths, stores, query, problems.report);
    const used = stores.filter((store) => store.experiments.length > 0);
    empty.push(...stores.filter((store) => !used.includes(store)).map(({ path }) => path));
    const read = readUsed(used, query, problems.report);
    if (isNamed(config) && !read.isFound && stores.length === paths.length)
      noneOfThatName(config, stores, "validation.sources");
    if (!stores.every((store) => store.isUnchanged())) return null;
    // Beside a database with runs a folder holds their artifacts.
    const notes = used.length === 0 ? empty.map((path) => ({ path, problem: EMPTY })) : read.notes;
    const { series, experiments, unchosen, failed } = read;
    return {
      series,
      experiments,
      unchosen,
      failed,
      runs: [],
      alerts: [],
      ...problems.all(),
      notes,
    };
  } finally {
    for (const store of stores) store.close();
  }
}

/**
 * Opens the store at each path.
 *
 * @param stores to which they are added one by one, so that they are closed if a later one fails
 * @returns folders at a usual place without an experiment
 */
async function openStores(
  paths: readonly string[],
  stores: TrackingStore[],
  query: EvidenceQuery,
  report: Report,
): Promise<string[]> {
  const empty: string[] = [];
  for (const path of paths) {
    try {
      const isFolder = fileKind(path, query) === "folder";
      if (!isFolder) stores.push(openDatabaseStore(path, query));
      else if (isFileStore(path, query)) stores.push(await openFileStore(path, query, report));
      else if (query.isUsualPlace) empty.push(path);
      else throw new Error("not an MLflow file store: it contains no experiment");
    } catch (error) {
      report(path, error, true);
    }
  }
  return empty;
}

/** What stores with runs hold of the configured model, or of the one that is evident. */
interface StoreEvidence {
  readonly series: MetricSeries[];
  readonly failed: FailedEvaluation[];
  readonly experiments: Experiment[];
  readonly unchosen: UnchosenStore[];
  readonly notes: SourceProblem[];
  isFound: boolean;
}

function readUsed(
  used: readonly TrackingStore[],
  query: EvidenceQuery,
  report: Report,
): StoreEvidence {
  const { config } = query;
  const alias = config.alias ?? "champion";
  const all: StoreEvidence = {
    series: [],
    failed: [],
    experiments: [],
    unchosen: [],
    notes: [],
    isFound: false,
  };
  const seen = new Set<string>();
  for (const store of used) {
    const { path } = store;
    const choice = choose(store, config, alias);
    if (choice === null) {
      if (!isNamed(config)) {
        all.unchosen.push({ path, experiments: largestFirst(store.experiments) });
      }
      continue;
    }
    all.isFound = true;
    const label = `mlflow: ${choice.name}${used.length > 1 ? ` in ${path}` : ""}`;
    try {
      const read = runSeries({ store, choice, label, alias, seen, query });
      all.series.push(...read.series);
      all.failed.push(...read.failed);
      if (read.experiment !== null) all.experiments.push(read.experiment);
      for (const each of read.problems) report(path, each);
      all.notes.push(...read.notes.map((problem) => ({ path, problem })));
      const isNothing = read.series.length === 0 && read.experiment === null;
      if (isNothing && read.problems.length === 0 && !query.isUsualPlace)
        report(path, `${label}: no metric of a finished run`);
    } catch (error) {
      report(path, error, true);
    }
  }
  return all;
}

const EMPTY =
  "MLflow has logged no run here; if the runs are on a server, export their metrics to a file";

/** As many files are named, so that a damaged disk does not fill a plan. */
const MOST_NAMED = 20;

/** Files that could not be read: one problem for each file, beyond a limit only their number. */
function createProblemLog(query: EvidenceQuery) {
  const named: SourceProblem[] = [];
  let unnamed = 0;
  let newest: Instant | null = null;
  const report: Report = (path, error, mayBeNewest = false) => {
    const problem = typeof error === "string" ? error : errorMessage(error);
    if (named.length < MOST_NAMED) named.push({ path, problem });
    else unnamed++;
    if (mayBeNewest) newest = Math.max(newest ?? -Infinity, modifiedAt(path, query) ?? query.now);
  };
  return {
    report,
    all(): Pick<Evidence, "problems" | "newestUnread"> {
      const last = named.at(-1);
      const more =
        last === undefined || unnamed === 0
          ? []
          : [
              {
                path: last.path,
                problem: `and ${count(unnamed, "more file")} that cannot be read`,
              },
            ];
      return { problems: [...named, ...more], newestUnread: newest };
    },
  };
}
