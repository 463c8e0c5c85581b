import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { parse } from "yaml";
import { verifyPlan } from "../../src/approval/verify.ts";
import { readWrittenPlan } from "../../src/approval/written-plan.ts";
import { loadConfig } from "../../src/config/load.ts";
import { configSchema, type MetricSourceConfig } from "../../src/config/schema.ts";
import { assessDrift } from "../../src/drift/assess.ts";
import { MICROS_PER_DAY, parseInstant, UTC, zoneOf } from "../../src/instant.ts";
import { readerOf, typeOf } from "../../src/inventory/formats.ts";
import { makeDirectory } from "../../src/make-directory.ts";
import { changesBetween } from "../../src/plan/changes/changes.ts";
import { parseEarlier } from "../../src/plan/changes/earlier.ts";
import { parseMatrix } from "../../src/policy/loss-matrix.ts";
import { parseLossTable } from "../../src/policy/loss-table.ts";
import { writeSums } from "../../src/publish/sums.ts";
import { parseHistory } from "../../src/schedule/history.ts";
import { parseHolidays } from "../../src/schedule/holidays.ts";
import { readEvidence } from "../../src/validation/read.ts";
import { calendarText, csvText, jsonLines, jsonText, lossText, treeText } from "./texts.ts";

/** What a reader is fed with, and how. */
export interface FuzzedFormat {
  readonly name: string;
  /** Globs of the files that are changed. */
  readonly corpus: readonly string[];
  /** Larger ones are left out; by default those above 40 KB. */
  readonly mostBytes?: number;
  /** What a file is turned into before it is changed. */
  prepared?(file: Buffer): Buffer;
  /** Inputs that no file is at the bottom of. */
  readonly generated: fc.Arbitrary<string | Uint8Array>;
  /** What becomes of an input before it is read. */
  packed?(input: Buffer, index: number): Buffer;
  /** Whether an Error of no class of its own is how it refuses. */
  readonly mayThrowPlainErrors?: true;
  /** Reads it; gives back what a user may come to see of it. */
  feed(input: Buffer, directory: string): Promise<string>;
}

const NOW = parseInstant("2025-08-14T08:00:00Z", UTC) as number;
const ZONE = zoneOf("Europe/Berlin");
const DEFAULTS = configSchema.parse({});
const CORPORA = "../shared/corpora";

/** A data file, by its name's extension. */
function data(
  name: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
  packed?: FuzzedFormat["packed"],
): FuzzedFormat {
  return {
    name,
    corpus,
    generated,
    ...(packed && { packed }),
    async feed(input, directory) {
      const path = `input.${name}`;
      const location = join(directory, path);
      writeFileSync(location, input);
      const file = { path, location, sizeBytes: input.length, ...typeOf(path) };
      const reader = await readerOf(file.extension);
      if (reader === undefined) throw new TypeError(`no reader of ${path}`);
      const { samples, columns, eventTime, notes } = await reader.read(file, { zone: ZONE });
      const days = [...(eventTime?.days.values() ?? [])].reduce((sum, n) => sum + n, 0);
      if (!Number.isSafeInteger(samples) || samples < 0) throw new TypeError(`${samples} samples`);
      if (eventTime !== null && days + eventTime.untimed !== samples) {
        throw new TypeError(`${days} timed and ${eventTime.untimed} untimed of ${samples} samples`);
      }
      if (eventTime !== null && days > 0 && !(eventTime.earliest <= eventTime.latest)) {
        throw new TypeError(`times from ${eventTime.earliest} to ${eventTime.latest}`);
      }
      // Names of columns are the file's own words.
      return columns === null ? notes.join("\n") : "";
    },
  };
}

/** Results of validation in a project of one file, read and judged. */
function results(
  name: string,
  path: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
  tool?: MetricSourceConfig["tool"],
): FuzzedFormat {
  return {
    name,
    corpus,
    generated,
    async feed(input, directory) {
      makeDirectory(dirname(join(directory, path)));
      writeFileSync(join(directory, path), input);
      const sources = tool === undefined ? [] : [{ tool, path, history: false }];
      const config = { runs: [path], alerts: [], sources };
      const query = { cwd: directory, now: NOW, zone: ZONE };
      const evidence = await readEvidence({
        ...query,
        config: tool === undefined ? config : { ...config, runs: [] },
      });
      const drift = assessDrift(evidence, {
        ...query,
        alertDays: DEFAULTS.validation.alert_days,
        alertLimit: DEFAULTS.validation.alert_limit,
        reportDays: DEFAULTS.validation.report_days,
        config: DEFAULTS.drift,
        champion: null,
      });
      JSON.stringify(drift);
      return evidence.problems.map(({ problem }) => problem).join("\n");
    },
  };
}

const CONFIGURATIONS = ["fixtures/**/retrain-plan.y{a,}ml"];

/** A configuration, which in JSON is a fixture's in YAML. */
function configuration(name: string, isJson: boolean): FuzzedFormat {
  return {
    name,
    corpus: CONFIGURATIONS,
    generated: isJson ? jsonText : treeText,
    ...(isJson && { prepared: (file) => Buffer.from(JSON.stringify(parse(file.toString()))) }),
    async feed(input, directory) {
      writeFileSync(join(directory, name), input);
      await loadConfig(directory, name, {});
      return "";
    },
  };
}

/** A text that a function takes. */
function text(
  name: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
  parse: (text: string) => string | undefined,
): FuzzedFormat {
  const feed = async (input: Buffer) => parse(input.toString("utf8")) ?? "";
  return { name, corpus, generated, mayThrowPlainErrors: true, feed };
}

const PLANS = ["fixtures/projects/*/expected/retrain_plan.json"];
const basePlan = () => readFileSync("fixtures/projects/healthy/expected/retrain_plan.json", "utf8");
const RANGE = { from: NOW - 400 * MICROS_PER_DAY, to: NOW + 900 * MICROS_PER_DAY };
const VERSION = "99.0.0";
const bytes = fc.uint8Array({ maxLength: 300 });

/** Half of them are broken as a file, half as what is in it. */
function gzipped(input: Buffer, index: number): Buffer {
  if (index % 2 === 0) return gzipSync(input);
  const packed = gzipSync(input);
  packed.writeUInt8(index % 256, (index * 7919) % packed.length);
  return packed;
}

const CSV = [
  "fixtures/**/*.csv",
  `${CORPORA}/csv-spectrum/csvs/*.csv`,
  `${CORPORA}/arrow-testing/data/csv/**/*`,
];
const JSON_FILES = [
  "fixtures/{seed,defects,inventory}/**/*.json",
  `${CORPORA}/json-test-suite/test_parsing/*.json`,
];

/** Every format that the program reads. */
export const FORMATS: readonly FuzzedFormat[] = [
  data("csv", CSV, csvText),
  data(
    "tsv",
    ["fixtures/**/*.tsv", ...CSV],
    csvText.map((csv) => csv.replaceAll(",", "\t")),
  ),
  data("json", JSON_FILES, jsonText),
  data("jsonl", ["fixtures/**/*.{jsonl,ndjson}", ...JSON_FILES], jsonLines),
  data(
    "parquet",
    ["fixtures/**/*.parquet", `${CORPORA}/parquet-testing/{data,bad_data}/*.parquet`],
    bytes,
  ),
  data(
    "arrow",
    ["fixtures/**/*.{arrow,arrows,feather}", `${CORPORA}/arrow-testing/**/*.{stream,arrow_file}`],
    bytes,
  ),
  data("csv.gz", CSV, csvText, gzipped),
  data("jsonl.gz", ["fixtures/**/*.jsonl"], jsonLines, gzipped),
  data("csv.zst", ["fixtures/**/*.csv.zst"], bytes),
  data("jsonl.zst", ["fixtures/**/*.jsonl.zst"], bytes),
  configuration("retrain-plan.yaml", false),
  configuration("retrain-plan.json", true),
  results("validation", "validation.json", ["fixtures/**/validation_*.json"], jsonText),
  results(
    "metrics-json",
    "metrics.json",
    ["fixtures/validation/{metrics,dvc,sagemaker,wandb}/project/**/*.json"],
    jsonText,
    "metrics",
  ),
  results(
    "metrics-yaml",
    "metrics.yaml",
    ["fixtures/validation/*/project/**/*.y{a,}ml"],
    treeText,
    "metrics",
  ),
  results("metrics-toml", "metrics.toml", ["fixtures/validation/**/*.toml"], treeText, "metrics"),
  results("table-csv", "metrics.csv", ["fixtures/validation/**/*.csv"], csvText, "table"),
  results("table-jsonl", "metrics.jsonl", ["fixtures/validation/**/*.jsonl"], jsonLines, "table"),
  results(
    "table-parquet",
    "metrics.parquet",
    ["fixtures/validation/**/*.{parquet,pq}"],
    bytes,
    "table",
  ),
  results(
    "evidently",
    "report.json",
    ["fixtures/validation/evidently*/project/**/*.json"],
    jsonText,
    "evidently",
  ),
  results(
    "great-expectations",
    "validation.json",
    ["fixtures/validation/great-expectations*/**/*.json"],
    jsonText,
    "great_expectations",
  ),
  results(
    "huggingface",
    "trainer_state.json",
    ["fixtures/validation/huggingface/project/**/*.json"],
    jsonText,
    "huggingface",
  ),
  results("dvc", "dvc.yaml", ["fixtures/validation/dvc*/project/dvc.yaml"], treeText, "dvc"),
  {
    ...results("mlflow", "mlflow.db", ["fixtures/validation/mlflow/**/mlflow.db"], bytes, "mlflow"),
    mostBytes: 1e6,
  },
  text("calendar", ["fixtures/**/*.ics"], calendarText, (input) => {
    parseHolidays(input, "a.ics", RANGE, ZONE);
    return undefined;
  }),
  text("history-csv", ["fixtures/schedule/**/*.csv"], csvText, (input) =>
    parseHistory(input, "a.csv", undefined, NOW, ZONE)
      .problems.map(({ problem }) => problem)
      .join("\n"),
  ),
  text("history-jsonl", ["fixtures/schedule/**/*.jsonl"], jsonLines, (input) =>
    parseHistory(input, "a.jsonl", undefined, NOW, ZONE)
      .problems.map(({ problem }) => problem)
      .join("\n"),
  ),
  text("loss-csv", ["fixtures/policy/**/*.csv"], lossText, (input) => {
    parseLossTable(input, "a");
    return undefined;
  }),
  text("loss-json", ["fixtures/policy/matrices.json"], jsonText, (input) => {
    parseMatrix(input, "a");
    return undefined;
  }),
  text("plan-diff", PLANS, jsonText, (input) => {
    const base = parseEarlier(basePlan(), VERSION);
    const plan = parseEarlier(input, VERSION);
    JSON.stringify([
      changesBetween(base, plan, "a" as never),
      changesBetween(plan, base, "b" as never),
    ]);
    return undefined;
  }),
  {
    name: "plan-verify",
    corpus: PLANS,
    mostBytes: 1e6,
    generated: jsonText,
    async feed(input, directory) {
      const file = { name: "retrain_plan.json", text: input.toString("utf8") };
      writeFileSync(join(directory, file.name), input);
      writeFileSync(join(directory, "SHA256SUMS"), writeSums([file]));
      rmSync(join(directory, "approvals.json"), { force: true });
      await verifyPlan(readWrittenPlan(directory, "latest"), directory, NOW);
      return "";
    },
  },
];
