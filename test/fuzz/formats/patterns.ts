import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import { type ConfigInput, listFileSources } from "../../../src/config/schema.ts";
import { UserError } from "../../../src/errors.ts";
import { takeInventory } from "../../../src/inventory/inventory.ts";
import { type FuzzedFormat, once, Refused, ZONE } from "../format.ts";
import { patternText } from "../texts.ts";
import { judged } from "./results.ts";

/** A pattern alone, wherever a file may have one. */
export const PATTERNS: readonly FuzzedFormat[] = [
  {
    name: "pattern",
    corpus: () => SEEN.map((pattern) => Buffer.from(pattern)),
    generated: patternText,
    async feed(input, directory) {
      prepare(directory);
      const pattern = input.toString("utf8");
      const outcomes = [];
      for (const use of USES) outcomes.push(await saidOf(() => use(pattern, directory)));
      const said = outcomes.map(({ text }) => text).join("\n");
      if (!outcomes.some(({ isRead }) => isRead)) throw new Refused(said);
      return said;
    },
  },
];

/** As people write them. */
const SEEN = [
  ...["*.json", "*.csv", "**/*.csv", "data/**/*.parquet", "reports/{2024,2025}/*.json", "a*/[ab]*"],
  ...["{a,b}", "*a", "+(a|aa)", "*(a|ab)b", "@(a|b)*", "!*.tmp", "day-{01..31}.csv", "val*", "?a"],
  ...["metrics/eval.json", `$\{a}-b`, `metrics-$\{a}-$\{b.c}.json`, "**/a/**/b/**"],
];

type Use = (pattern: string, directory: string) => Promise<string>;

const USES: readonly Use[] = [
  (pattern, directory) => counted({ path: "data", include: [pattern] }, directory),
  (pattern, directory) => counted({ path: "data", exclude: [pattern] }, directory),
  (pattern, directory) => evidence({ runs: [pattern] }, directory),
  (pattern, directory) =>
    evidence({ sources: [{ tool: "metrics", path: pattern, history: false }] }, directory),
  (pattern, directory) =>
    evidence(
      {
        sources: [{ tool: "metrics", path: "metrics.json", metrics: [pattern], history: false }],
      },
      directory,
    ),
  (pattern, directory) => {
    const stages = { train: { cmd: "x", metrics: [pattern] } };
    writeFileSync(join(directory, "dvc.yaml"), JSON.stringify({ stages, metrics: [pattern] }));
    const sources = [{ tool: "dvc" as const, path: "dvc.yaml", history: false }];
    return evidence({ sources }, directory);
  },
];

async function counted(
  source: NonNullable<ConfigInput["sources"]>[number],
  directory: string,
): Promise<string> {
  const { sources } = await configured({ sources: [source] }, directory);
  const { problems } = await takeInventory(listFileSources(sources), directory, ZONE);
  return problems.map(({ problem }) => problem).join("\n");
}

async function evidence(
  validation: NonNullable<ConfigInput["validation"]>,
  directory: string,
): Promise<string> {
  const config = await configured({ validation }, directory);
  return judged(directory, config.validation, "");
}

/** A configuration as the program reads it: it may refuse the pattern already. */
async function configured(config: ConfigInput, directory: string) {
  writeFileSync(join(directory, CONFIG), JSON.stringify(config));
  return (await loadConfig(directory, CONFIG, {})).config;
}

const CONFIG = "retrain-plan.json";

async function saidOf(use: () => Promise<string>): Promise<{ isRead: boolean; text: string }> {
  try {
    return { isRead: true, text: await use() };
  } catch (error) {
    if (!(error instanceof Refused || error instanceof UserError)) throw error;
    return { isRead: false, text: error.message };
  }
}

/** Names that make a matcher try every way there is. */
const NAMES = ["a".repeat(200), "ab".repeat(60), `${"a".repeat(60)}b`, "b", "aa"];

const prepare = once((directory) => {
  const write = (path: string, content: unknown) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(
      join(directory, path),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  };
  for (const name of NAMES) {
    write(`data/${name}.csv`, "x\n1\n");
    write(`${name}.json`, { auc: 0.9 });
  }
  write(`data/a/a/b/${NAMES[1]}.csv`, "x\n1\n");
  write("metrics.json", Object.fromEntries(NAMES.map((name) => [name, 0.9])));
  write("dvc.lock", {
    schema: "2.0",
    stages: { train: { cmd: "x", outs: NAMES.map((name) => ({ path: `${name}.json` })) } },
  });
});
