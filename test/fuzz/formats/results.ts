import { cpSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import glob from "fast-glob";
import type { MetricSourceConfig } from "../../../src/config/schema.ts";
import { assessDrift } from "../../../src/drift/assess.ts";
import { makeDirectory } from "../../../src/runtime/make-directory.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { DEFAULTS, type FuzzedFormat, NOW, once, Refused, ZONE } from "../format.ts";
import { bytes, csvText, expositionText, jsonLines, jsonText, treeText } from "../texts.ts";

const FIXTURES = "fixtures/validation";
const LIVE = `${FIXTURES}/dvclive/project/dvclive`;
const [JSON_ENDING, YAML_ENDING] = ["**/*.json", "*/project/**/*.y{a,}ml"];

/** Results of validation, as tools write them. */
export const RESULTS: readonly FuzzedFormat[] = [
  results("validation", ["fixtures/**/validation_*.json"], jsonText, {
    path: "validation.json",
    validation: { runs: ["validation.json"] },
  }),
  results("alert", ["fixtures/**/alert_*.json"], jsonText, {
    path: "alert.json",
    validation: { alerts: ["alert.json"] },
  }),
  results(
    "metrics-json",
    [`${FIXTURES}/{metrics,dvc,sagemaker,wandb}/project/${JSON_ENDING}`],
    jsonText,
    {
      path: "metrics.json",
      tool: "metrics",
    },
  ),
  results("metrics-yaml", [`${FIXTURES}/${YAML_ENDING}`], treeText, {
    path: "metrics.yaml",
    tool: "metrics",
  }),
  results("metrics-toml", [`${FIXTURES}/**/*.toml`], treeText, {
    path: "metrics.toml",
    tool: "metrics",
  }),
  results("table-csv", [`${FIXTURES}/**/*.csv`], csvText, { path: "metrics.csv", tool: "table" }),
  results("table-jsonl", [`${FIXTURES}/**/*.jsonl`], jsonLines, {
    path: "metrics.jsonl",
    tool: "table",
  }),
  results("table-parquet", [`${FIXTURES}/**/*.{parquet,pq}`], bytes, {
    path: "metrics.parquet",
    tool: "table",
  }),
  results("evidently", [`${FIXTURES}/evidently*/project/${JSON_ENDING}`], jsonText, {
    path: "report.json",
    tool: "evidently",
  }),
  results("great-expectations", [`${FIXTURES}/great-expectations*/${JSON_ENDING}`], jsonText, {
    path: "validation.json",
    tool: "great_expectations",
  }),
  results("huggingface", [`${FIXTURES}/huggingface/project/${JSON_ENDING}`], jsonText, {
    path: "trainer_state.json",
    tool: "huggingface",
  }),
  results("prometheus-text", [`${FIXTURES}/prometheus/project/**/*.{om,prom}`], expositionText, {
    path: "metrics.om",
    tool: "prometheus",
  }),
  results("prometheus-json", [`${FIXTURES}/prometheus/project/prometheus/*.json`], jsonText, {
    path: "auc.json",
    tool: "prometheus",
  }),
  results("dvc", [`${FIXTURES}/dvc*/project/dvc.yaml`], treeText, {
    path: "dvc.yaml",
    tool: "dvc",
    beside: `${FIXTURES}/dvc/project`,
  }),
  results("dvclive", [`${LIVE}/**/*.tsv`], csvText, {
    path: "dvclive/plots/metrics/loss.tsv",
    tool: "dvc",
    read: "dvclive",
    beside: `${FIXTURES}/dvclive/project`,
  }),
];

interface Place {
  /** Where the input is written. */
  readonly path: string;
  /** What reads it, and, where this is not the input itself, what that is pointed at. */
  readonly tool?: MetricSourceConfig["tool"];
  readonly read?: string;
  readonly validation?: { runs?: string[]; alerts?: string[] };
  /** The project whose other files lie beside it. */
  readonly beside?: string;
}

function copyProject(from: string, to: string): void {
  for (const file of glob.sync("**/*", { cwd: from })) {
    cpSync(join(from, file), join(to, file));
    utimesSync(join(to, file), WRITTEN, WRITTEN);
  }
}

const WRITTEN = NOW / 1e6 - 86_400;

/** Results of validation in a project of one file, read and judged. */
function results(
  name: string,
  corpus: readonly string[],
  generated: FuzzedFormat["generated"],
  { path, tool, read = path, validation, beside }: Place,
): FuzzedFormat {
  const prepare = once((directory) => {
    makeDirectory(dirname(join(directory, path)));
    if (beside !== undefined) copyProject(beside, directory);
  });
  const sources = tool === undefined ? [] : [{ tool, path: read, history: false }];
  return {
    name,
    corpus,
    generated,
    async feed(input, directory) {
      prepare(directory);
      writeFileSync(join(directory, path), input);
      // Where nothing else says when: what is dated after the plan is left out.
      utimesSync(join(directory, path), WRITTEN, WRITTEN);
      return judged(directory, { runs: [], alerts: [], ...validation, sources }, path);
    },
  };
}

/**
 * What is said of the results in a directory.
 *
 * @param broken the file that may be
 * @throws Refused where nothing is found, or there is a problem with that file
 */
export async function judged(
  cwd: string,
  config: Parameters<typeof readEvidence>[0]["config"],
  broken: string,
): Promise<string> {
  const query = { cwd, now: NOW, zone: ZONE };
  const evidence = await readEvidence({ ...query, config });
  const drift = assessDrift(evidence, {
    ...query,
    alertDays: DEFAULTS.validation.alert_days,
    alertLimit: DEFAULTS.validation.alert_limit,
    cadenceDays: 7,
    maxAgeDays: null,
    config: DEFAULTS.drift,
    metrics: DEFAULTS.metrics,
    champion: null,
  });
  JSON.stringify(drift);
  const said = evidence.problems.map(({ problem }) => problem).join("\n");
  const found = evidence.series.length + evidence.runs.length + evidence.alerts.length;
  if (found === 0 || evidence.problems.some(({ path }) => path === broken)) throw new Refused(said);
  return said;
}
