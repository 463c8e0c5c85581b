import { messageOf } from "../../errors.ts";
import { count } from "../../text/quantity.ts";
import type { Instant } from "../../time/instant.ts";
import type {
  Evidence,
  EvidenceQuery,
  EvidenceSource,
  Experiment,
  FailedEvaluation,
  MetricSeries,
  UnchosenStore,
} from "../evidence.ts";
import { kindOf, modifiedAt } from "../files/result-file.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import type { SourceProblem } from "../schema.ts";
import { choose, largestFirst, noneOfThatName } from "./choose.ts";
import { openDatabaseStore } from "./database-store.ts";
import { isFileStore, openFileStore } from "./file-store.ts";
import { storesAt } from "./open-store.ts";
import { runSeries } from "./run-series.ts";
import { storePath } from "./store-path.ts";
import type { Report, TrackingStore } from "./tracking.ts";

/**
 * What MLflow has tracked: the runs of an experiment, or of a registered model, as series, with the
 * version in production. File store and database are read as they lie, without MLflow.
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
        const problem = "MLflow writes into it just now; run this again when it is done";
        problems.push({ path: paths.join(", "), problem });
        return { series: [], runs: [], alerts: [], problems, newestUnread: query.now };
      }
    }
  },
};

const MOST_ATTEMPTS = 5;

/** null where somebody wrote meanwhile, so that the whole would be of no one time. */
async function readStores(
  paths: readonly string[],
  query: EvidenceQuery,
): Promise<Evidence | null> {
  const { config, isUsualPlace } = query;
  const problems = collectProblems(query);
  const notes: SourceProblem[] = [];
  const empty: string[] = [];
  const stores: TrackingStore[] = [];
  try {
    for (const path of paths) {
      try {
        const isFolder = kindOf(path, query) === "folder";
        if (!isFolder) stores.push(openDatabaseStore(path, query));
        else if (isFileStore(path, query)) {
          stores.push(await openFileStore(path, query, problems.report));
        } else if (isUsualPlace) empty.push(path);
        else throw new Error("no file store of MLflow: no experiment in it");
      } catch (error) {
        problems.report(path, error, true);
      }
    }
    const series: MetricSeries[] = [];
    const failed: FailedEvaluation[] = [];
    const experiments: Experiment[] = [];
    const unchosen: UnchosenStore[] = [];
    const alias = config.alias ?? "champion";
    const seen = new Set<string>();
    const used = stores.filter((store) => store.experiments.length > 0);
    empty.push(...stores.filter((store) => !used.includes(store)).map(({ path }) => path));
    // Beside a database with runs a folder holds their artifacts.
    if (used.length === 0) notes.push(...empty.map((path) => ({ path, problem: EMPTY })));
    let isFound = false;
    for (const store of used) {
      const choice = choose(store, config.model, alias);
      if (choice === null) {
        if (config.model === undefined) {
          unchosen.push({ path: store.path, experiments: largestFirst(store.experiments) });
        }
        continue;
      }
      isFound = true;
      const label = `mlflow: ${choice.name}${used.length > 1 ? ` in ${store.path}` : ""}`;
      try {
        const read = runSeries(store, choice, label, alias, seen, query);
        series.push(...read.series);
        failed.push(...read.failed);
        if (read.experiment !== null) experiments.push(read.experiment);
        for (const each of read.problems) problems.report(store.path, each);
        notes.push(...read.notes.map((problem) => ({ path: store.path, problem })));
        if (read.series.length === 0 && read.experiment === null && !isUsualPlace)
          problems.report(store.path, `${label}: no metric of a finished run`);
      } catch (error) {
        problems.report(store.path, error, true);
      }
    }
    if (config.model !== undefined && !isFound && stores.length === paths.length)
      noneOfThatName(config.model, stores, "validation.sources");
    if (!stores.every((store) => store.isUnchanged())) return null;
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

const EMPTY =
  "MLflow has logged no run here; where its runs are on a server, write their metrics to a file";

/** As many files are named, so that a damaged disk does not fill a plan. */
const MOST_NAMED = 20;

/** What could not be read, a line a file, beyond some only their number. */
function collectProblems(query: EvidenceQuery) {
  const named: SourceProblem[] = [];
  let unnamed = 0;
  let newest: Instant | null = null;
  const report: Report = (path, error, mayBeNewest = false) => {
    const problem = typeof error === "string" ? error : messageOf(error);
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
