import { copyFileSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import glob from "fast-glob";
import { isOfTraining, trackedHistory } from "../../../src/schedule/tracked-history.ts";
import { readTrainings } from "../../../src/validation/mlflow/trainings.ts";
import { type FuzzedFormat, NOW, once, Refused, ZONE } from "../format.ts";
import { anything, bytes, metricText, treeText } from "../texts.ts";
import { judged } from "./results.ts";

const FIXTURES = "fixtures/validation/mlflow";
const STORE = `${FIXTURES}/files/mlruns`;

/** MLflow's stores, read for metrics and for past trainings. */
export const TRACKING: readonly FuzzedFormat[] = [
  {
    name: "mlflow-database",
    corpus: [`${FIXTURES}/**/mlflow.db`],
    mostBytes: 1e6,
    generated: bytes,
    feed(input, directory) {
      writeFileSync(join(directory, "mlflow.db"), input);
      return tracked("mlflow.db", directory);
    },
  },
  {
    name: "mlflow-wal",
    corpus: [`${FIXTURES}/wal/mlflow.db-wal`],
    mostBytes: 1e6,
    generated: bytes,
    feed(input, directory) {
      copyDatabase(directory);
      writeFileSync(join(directory, "mlflow.db-wal"), input);
      return tracked("mlflow.db", directory);
    },
  },
  inFileStore("mlruns-meta", [`${STORE}/**/meta.yaml`], treeText, [
    ...["meta.yaml", "*/meta.yaml", "*/inputs/*/meta.yaml", "datasets/*/meta.yaml"].map(
      ofExperiment,
    ),
    ...["meta.yaml", "version-1/meta.yaml"].map(ofModel),
  ]),
  inFileStore("mlruns-metric", [`${STORE}/*/*/metrics/**/*`], metricText, [
    ofExperiment("*/metrics/val/auc"),
  ]),
  inFileStore("mlruns-text", [`${STORE}/*/*/{params,tags}/*`], anything, [
    ...["*/params/samples", "*/params/type", "*/tags/mlflow.runName"].map(ofExperiment),
    ofModel("aliases/champion"),
  ]),
];

const copyDatabase = once((directory) =>
  copyFileSync(`${FIXTURES}/wal/mlflow.db`, join(directory, "mlflow.db")),
);

function ofExperiment(place: string): string {
  return `365249825771665433/${place}`;
}

function ofModel(place: string): string {
  return `models/churn-classifier/${place}`;
}

/** A small store, of which one file is broken: by the input's length another one. */
function inFileStore(
  name: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
  patterns: readonly string[],
): FuzzedFormat {
  // The first file of each kind, and what lies about it.
  const places = patterns.map((pattern) => glob.sync(pattern, { cwd: STORE }).sort()[0] as string);
  const files = glob.sync("**/*", { cwd: STORE }).filter((file) => isKept(file, places));
  const prepare = once((directory) => {
    for (const file of files) cpSync(join(STORE, file), join(directory, "mlruns", file));
  });
  return {
    name,
    corpus,
    generated,
    async feed(input, directory) {
      prepare(directory);
      const place = places[input.length % places.length] as string;
      writeFileSync(join(directory, "mlruns", place), input);
      try {
        return await tracked("mlruns", directory, join("mlruns", place));
      } finally {
        cpSync(join(STORE, place), join(directory, "mlruns", place));
      }
    },
  };
}

/** Of runs, data sets and versions those that are broken, and of runs what they need alone. */
function isKept(file: string, places: readonly string[]): boolean {
  const run = runOf(file);
  const isSpared = /version-\d|\/(datasets|inputs)\/|^8002/.test(file);
  const isOfBroken = run === undefined || places.some((place) => runOf(place) === run);
  return places.includes(file) || (isOfBroken && !isSpared);
}

function runOf(file: string): string | undefined {
  return /^\d+\/([0-9a-f]{32})\//.exec(file)?.[1];
}

/** @param broken the file that may be */
async function tracked(path: string, cwd: string, broken: string = path): Promise<string> {
  const sources = [{ tool: "mlflow" as const, path, history: false }];
  const said = [
    await saidBy(() => judged(cwd, { runs: [], alerts: [], sources }, broken)),
    await saidBy(() => trained(path, cwd, broken)),
  ];
  const whole = said.map(({ text }) => text).join("\n");
  // The second may have no use for what the first reads.
  if (said[0]?.isRead !== true) throw new Refused(whole);
  return whole;
}

async function trained(path: string, cwd: string, broken: string): Promise<string> {
  const isWanted = (metric: string) => isOfTraining(metric, undefined);
  const query = { alias: "champion", isWanted };
  const { trainings, leftOut, problems } = await readTrainings(path, { cwd }, query);
  const rules = { columns: undefined, now: NOW, zone: ZONE, leftOut, isNamed: true };
  const history = trackedHistory(trainings, path, rules);
  const all = [...problems, ...history.problems];
  const said = all.map(({ problem }) => problem).join("\n");
  if (all.some((each) => each.path === broken)) throw new Refused(said);
  return said;
}

/** Refusals are plain errors here. */
async function saidBy(read: () => Promise<string>): Promise<{ isRead: boolean; text: string }> {
  try {
    return { isRead: true, text: await read() };
  } catch (error) {
    const isRefusal = error instanceof Refused || (error as object).constructor === Error;
    if (!isRefusal) throw error;
    return { isRead: false, text: (error as Error).message };
  }
}
