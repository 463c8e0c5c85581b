import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundled } from "./bundled.mjs";
import { autoregressive, randomNormal, randomUniform } from "./noise.mjs";

const STORES = Number(process.env.STORES ?? 1000);
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const START = Date.UTC(2025, 0, 6, 6);
const LEVELS = { val_auc: [0.9, 0.01], val_f1: [0.8, 0.015], val_logloss: [0.35, 0.02] };

/**
 * What is said of simulated stores in which no model changes: how many are taken for what they are, and how
 * many are called worse, better or unstable. The runs are read as those of an MLflow store, and as the
 * rows of a table with the names, models and settings of the runs.
 */
export async function benchStores() {
  const program = await load();
  console.log(`${STORES} simulated stores of each kind, in which no model changes\n`);
  console.log(
    "| Store | taken for | by MLflow: so taken | called changed | as a table: so taken | called changed |",
  );
  console.log("| --- | --- | ---: | ---: | ---: | ---: |");
  let seed = 20250815;
  for (const [kind, { isSeries, make }] of Object.entries(KINDS)) {
    const random = randomUniform(seed++);
    const counts = { mlflow: { right: 0, changed: 0 }, table: { right: 0, changed: 0 } };
    for (let i = 0; i < STORES; i++) {
      const runs = make(random).sort((a, b) => a.at - b.at);
      // Seen the day after, or at once.
      const now = (START + (runs.at(-1)?.at ?? 0) + (random() < 0.5 ? DAY : HOUR)) * 1000;
      for (const [way, evidence] of [
        ["mlflow", program.ofStore(runs, now)],
        ["table", await program.ofTable(runs, now)],
      ]) {
        const { validation_trend: trend } = program.assess(evidence, now);
        if (evidence.series.length > 0 === isSeries) counts[way].right++;
        if (trend !== "stable" && trend !== "unknown") counts[way].changed++;
      }
    }
    const percent = (count) => `${((100 * count) / STORES).toFixed(1)} %`;
    const cells = ["mlflow", "table"].flatMap((way) => [
      percent(counts[way].right),
      percent(counts[way].changed),
    ]);
    console.log(`| ${[kind, isSeries ? "a series" : "an experiment", ...cells].join(" | ")} |`);
    // At the rate of the drift test that is configured, and some chance of the simulation.
    const worst = Math.max(counts.mlflow.changed, counts.table.changed) / STORES;
    if (worst > (isSeries ? 0.06 : 0)) process.exitCode = 1;
  }
}

/** A store by kind: runs with the time since the start, in milliseconds. */
const KINDS = {
  "grid search": { isSeries: false, make: gridSearch },
  "four algorithms in two days": { isSeries: false, make: fourAlgorithms },
  "weekly retraining": { isSeries: true, make: weeklyRetraining },
  "hourly monitoring for two weeks": { isSeries: true, make: hourlyMonitoring },
  "several a day for a month": { isSeries: true, make: severalADay },
  "champion with aliases, after a search": { isSeries: true, make: championWithAliases },
};

/** One to three sittings, settings by a grid, which the metrics follow. */
function gridSearch(random) {
  const values = unchanging(random, 180);
  const sittings = 1 + Math.floor(3 * random());
  const nameOf = namer(random, "grid");
  return Array.from({ length: sittings }, (_, sitting) => {
    let at = Math.floor(sitting * 3 * random()) * DAY + sitting * DAY + random() * 8 * HOUR;
    return Array.from({ length: 12 + Math.floor(48 * random()) }, (_, i) => {
      at += (0.3 - Math.log(1 - random())) * MINUTE * 3;
      const params = {
        max_depth: 2 + (i % 6),
        learning_rate: [0.3, 0.1, 0.03][Math.floor(i / 6) % 3],
      };
      return { at, name: nameOf(i), params, metrics: values(i, params.max_depth / 200) };
    });
  }).flat();
}

function fourAlgorithms(random) {
  const values = unchanging(random, 200);
  const by = Math.floor(2 * random());
  return ["LogisticRegression", "RandomForest", "XGBoost", "LightGBM"].flatMap((algorithm, k) => {
    let at = Math.floor(k / 2) * DAY + random() * 10 * HOUR;
    return Array.from({ length: 4 + Math.floor(30 * random()) }, (_, i) => {
      at += (0.3 - Math.log(1 - random())) * MINUTE * 4;
      const metrics = values(40 * k + i, k / 40);
      return by === 0
        ? { at, name: auto(random), params: { model_type: algorithm, C: i }, metrics }
        : { at, name: `${algorithm}_${i}`, params: { C: i % 5 }, metrics };
    });
  });
}

function weeklyRetraining(random) {
  const count = 8 + Math.floor(50 * random());
  const values = unchanging(random, count);
  const nameOf = namer(random, "weekly");
  const isTuned = random() < 0.3;
  const jitter = random() < 0.5 ? 5 * MINUTE : DAY;
  return Array.from({ length: count }, (_, i) => ({
    ...{ at: i * 7 * DAY + jitter * random(), name: nameOf(i), metrics: values(i, 0) },
    params: { max_depth: isTuned ? 3 + Math.floor(4 * random()) : 5, train_rows: 1000 + i },
  }));
}

function hourlyMonitoring(random) {
  const values = unchanging(random, 336);
  return Array.from({ length: 336 }, (_, i) => ({
    ...{ at: i * HOUR + 3 * MINUTE * random(), name: `monitor-${i}`, params: {} },
    metrics: values(i, 0),
  })).filter(() => random() > 0.02);
}

function severalADay(random) {
  const values = unchanging(random, 200);
  const days = Array.from({ length: 30 }, (_, day) =>
    Array.from({ length: 2 + Math.floor(4 * random()) }, () => day * DAY + (random() * DAY) / 2),
  ).flat();
  return days
    .sort((a, b) => a - b)
    .map((at, i) => ({ at, name: "evaluate", params: { batch_size: 64 }, metrics: values(i, 0) }));
}

/** A search; then registered versions every week or fortnight, of two algorithms by turns. */
function championWithAliases(random) {
  const values = unchanging(random, 200);
  let at = 0;
  const search = Array.from({ length: 20 + Math.floor(40 * random()) }, (_, i) => {
    at += (0.3 - Math.log(1 - random())) * MINUTE * 3;
    return { at, name: auto(random), params: { C: i }, metrics: values(i, -0.05) };
  });
  const every = (1 + Math.floor(2 * random())) * 7 * DAY;
  const count = 8 + Math.floor(20 * random());
  const champion = count - Math.floor(3 * random());
  const versions = Array.from({ length: count }, (_, i) => ({
    ...{ at: (i + 1) * every + random() * HOUR, name: auto(random), version: i + 1 },
    ...{ params: { model: ["xgb", "lgbm"][i % 2] }, metrics: values(60 + i, 0) },
    isChampion: i + 1 === champion,
  }));
  return [...search, ...versions];
}

/** Metrics about their levels, of one autocorrelation up to that which the drift test allows for. */
function unchanging(random, count) {
  const normal = randomNormal(random);
  const phi = [0, 0.3, 0.6][Math.floor(3 * random())];
  const noise = Object.keys(LEVELS).map(() => autoregressive(count, phi, normal));
  return (i, shift) =>
    Object.fromEntries(
      Object.entries(LEVELS).map(([name, [level, sigma]], k) => {
        const up = name === "val_logloss" ? -shift : shift;
        return [name, Number((level + sigma * noise[k][i % count] + up).toFixed(4))];
      }),
    );
}

function namer(random, word) {
  const way = Math.floor(3 * random());
  return (i) => [`${word}_${i}`, auto(random), ""][way];
}

/** As MLflow makes them up. */
function auto(random) {
  const pick = (words) => words[Math.floor(words.length * random())];
  const adjective = pick(["bold", "calm", "rare", "placid", "able", "stylish", "melodic"]);
  return `${adjective}-${pick(["fox", "owl", "crab", "ape", "zebra", "lynx"])}-${Math.floor(999 * random())}`;
}

async function load() {
  const program = await bundled({
    assessDrift: "drift/assess.ts",
    configSchema: "config/schema.ts",
    runSeries: "validation/mlflow/run-series.ts",
    chooseAlgorithm: "validation/models/run-kind.ts",
    isAlgorithmKey: "validation/models/run-kind.ts",
    UTC: "time/instant.ts",
  });
  const { assessDrift, configSchema, runSeries, UTC } = program;
  // It reads Parquet, too, by what only the build makes.
  const { readEvidence } = await import("../../dist/index.js");
  const { drift, validation } = configSchema.parse({});
  const ages = { cadenceDays: 7, maxAgeDays: null };
  const rules = { zone: UTC, alertDays: 7, alertLimit: 5, ...ages, metrics: {}, champion: null };
  const none = { runs: [], alerts: [], problems: [], newestUnread: null };
  return {
    assess: (evidence, now) => assessDrift(evidence, { ...rules, now, config: drift }),
    ofStore(runs, now) {
      const choice = { name: "churn", experiments: new Set(["1"]), model: null, because: null };
      const config = { tool: "mlflow", path: "mlflow.db", history: true };
      const query = { cwd: "/", now, zone: UTC, config };
      const store = storeOf(runs, program);
      const read = runSeries({
        ...{ store, choice, label: "mlflow: churn", alias: "champion" },
        seen: new Set(),
        query,
      });
      return { ...none, series: read.series, failed: read.failed };
    },
    async ofTable(runs, now) {
      const cwd = mkdtempSync(join(tmpdir(), "stores-"));
      mkdirSync(join(cwd, "metrics"));
      writeFileSync(join(cwd, "metrics.csv"), tableOf(runs));
      const evidence = await readEvidence({ cwd, now, zone: UTC, config: validation });
      rmSync(cwd, { recursive: true });
      return evidence;
    },
  };
}

/** What a store of MLflow says of such runs. */
function storeOf(runs, { chooseAlgorithm, isAlgorithmKey }) {
  const stored = runs.map((run, i) => ({
    ...{
      id: `r${i}`,
      experiment: "1",
      status: "FINISHED",
      path: "mlflow.db",
      name: run.name || null,
    },
    ...{ startedMs: START + run.at, endedMs: START + run.at + 60_000 },
  }));
  const paramsOf = (i) => new Map(Object.entries(runs[i].params).map(([k, v]) => [k, String(v)]));
  const place = new Map(stored.map((run, i) => [run, i]));
  const versions = runs.flatMap(({ version }, i) =>
    version === undefined
      ? []
      : [{ version: `${version}`, run: `r${i}`, source: null, stage: null }],
  );
  const champion = runs.find(({ isChampion }) => isChampion);
  const aliases = new Map(champion === undefined ? [] : [["champion", `${champion.version}`]]);
  return {
    path: "mlflow.db",
    models: versions.length === 0 ? [] : [{ name: "churn", aliases, versions }],
    runs: () => ({ runs: stored, deleted: 0 }),
    facts: () =>
      new Map(
        stored.map(({ id }, i) => {
          const algorithm = chooseAlgorithm(
            [...paramsOf(i)].filter(([key]) => isAlgorithmKey(key)),
          );
          return [
            id,
            { isChild: false, algorithm, statedVersion: null, evaluated: null, samples: null },
          ];
        }),
      ),
    params: (asked) => new Map(asked.map((run) => [run.id, paramsOf(place.get(run))])),
    evaluations(asked, select, visit) {
      select(new Set(Object.keys(LEVELS)));
      for (const run of asked) {
        for (const [name, value] of Object.entries(runs[place.get(run)].metrics)) {
          visit(run, name, [{ timestampMs: run.startedMs, value, step: 0 }]);
        }
      }
    },
  };
}

/** The same as a table; a registered version is a column of its own. */
function tableOf(runs) {
  const params = [...new Set(runs.flatMap((run) => Object.keys(run.params)))];
  const hasVersions = runs.some(({ version }) => version !== undefined);
  const header = ["start_time", "run_name", ...params, ...(hasVersions ? ["model_version"] : [])];
  const lines = runs.map((run) =>
    [
      ...[new Date(START + run.at).toISOString(), run.name],
      ...params.map((name) => run.params[name] ?? ""),
      ...(hasVersions ? [run.version ?? ""] : []),
      ...Object.values(run.metrics),
    ].join(","),
  );
  return `${[[...header, ...Object.keys(LEVELS)].join(","), ...lines].join("\n")}\n`;
}
