import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { BIN, inProject, ROUNDS, SCALE } from "./scratch.mjs";
import { measureUsage } from "./usage.mjs";

const VENV = join(tmpdir(), "retrain-plan-bench-evidently");
/** With pandas 3, Evidently 0.7.23 fails on import. */
const PACKAGES = ["evidently==0.7.23", "pandas==2.3.3", "pyarrow"];

/** Of a window: 13 whole weeks. The first begins on 2025-01-01, the second on 2025-04-02. */
const DAYS = 91;
const [TRAINED, NOW, A_DAY_LATER] = ["2025-04-02", "2025-07-02", "2025-07-03"];

/** Rows of each window, the largest share of Evidently's CPU time, and the most memory. */
const SIZES = [
  { rows: 50_000, atMost: 0.08 },
  { rows: 500_000, atMost: 0.065 },
  { rows: 2_000_000, atMost: 0.035 },
];
const MOST_MB = 220;
const LARGE = { rows: 5_000_000, seconds: 25, mb: 500, again: 0.1 };

/**
 * The comparison of 20 columns of Parquet in two windows: CPU time beside that of Evidently, which is
 * measured once. `BENCH_EVIDENTLY_PYTHON` names a Python that has Evidently and pyarrow.
 */
export async function benchProfile() {
  const python = findPython();
  for (const { rows, atMost } of SIZES) {
    await inProjectFolder((cwd, data) => {
      const own = Math.ceil(rows * SCALE);
      writeRows(python, data, own, 0, DAYS);
      writeRows(python, data, own, DAYS, DAYS);
      compareOnce(python, { cwd, data, rows: own, atMost });
    });
  }
}

/** The same of large data in a file a day, and a second run with the file of one day more. */
export async function benchProfileDays() {
  await inProjectFolder((cwd, data) => benchLarge(findPython(), cwd, data));
}

/** Beside which there is room for a cache: within a project none is kept. */
function inProjectFolder(work) {
  return inProject((folder) => {
    const data = join(folder, "project", "data");
    mkdirSync(data, { recursive: true });
    return work(join(folder, "project"), data);
  });
}

function findPython() {
  const { BENCH_EVIDENTLY_PYTHON: named } = process.env;
  if (named !== undefined) return named;
  const own = join(VENV, "bin/python");
  if (!existsSync(own)) execFileSync("python3", ["-m", "venv", VENV]);
  if (spawnSync(own, ["-c", "import evidently, pyarrow"]).status !== 0) {
    execFileSync(own, ["-m", "pip", "install", "--quiet", ...PACKAGES]);
  }
  return own;
}

function writeRows(python, data, ...numbers) {
  execFileSync(python, [scriptPath("profile-data.py"), data, ...numbers.map(String)]);
}

function scriptPath(name) {
  return fileURLToPath(new URL(name, import.meta.url));
}

function compareOnce(python, { cwd, data, rows, atMost }) {
  const paths = ["rows-000.parquet", "rows-091.parquet"].map((name) => join(data, name));
  const peer = measureUsage([
    ...[python, "-W", "ignore", scriptPath("evidently-drift.py")],
    ...paths,
  ]);
  const runs = Array.from({ length: ROUNDS }, () => profile(cwd, NOW, emptyCache(cwd)));
  const cpu = median(runs.map((run) => run.cpu));
  const mb = Math.max(...runs.map(({ peakMb }) => peakMb));
  console.log(
    `\nDrift of 20 columns, 2 × ${rows.toLocaleString("en")} rows of Parquet (${ROUNDS} rounds)`,
  );
  print("Evidently", `${peer.cpu.toFixed(2)} s of CPU  ${peer.peakMb} MB at its peak`);
  print("profile", `${cpu.toFixed(2)} s of CPU  ${limit(cpu / peer.cpu, atMost, " ×", 3)}`);
  print("", limit(mb, MOST_MB, " MB at its peak", 0));
}

async function benchLarge(python, cwd, data) {
  const rows = Math.ceil(LARGE.rows * SCALE);
  writeRows(python, data, 2 * rows, 0, 2 * DAYS, 2 * DAYS);
  // What was written just now is not kept: another write in the same moment would leave no trace.
  await setTimeout(3000);
  const cache = emptyCache(cwd);
  const first = profile(cwd, NOW, cache);
  writeRows(python, data, Math.ceil(rows / DAYS), 2 * DAYS, 1);
  const again = profile(cwd, A_DAY_LATER, cache);
  console.log(
    `\nDrift of 20 columns, 2 × ${rows.toLocaleString("en")} rows of Parquet, a file a day`,
  );
  print("first profile", `${first.cpu.toFixed(2)} s of CPU`);
  print("", limit(first.wall, LARGE.seconds, " s of the clock", 1));
  print("", limit(first.peakMb, LARGE.mb, " MB at its peak", 0));
  print(
    "with one day more",
    `${again.cpu.toFixed(2)} s of CPU, ${again.wall.toFixed(1)} of the clock`,
  );
  print("", limit(again.cpu / first.cpu, LARGE.again, " × the first", 3));
}

/** The whole process, as a user calls it; `cache` is its alone. */
function profile(cwd, day, cache) {
  writeFileSync(
    join(cwd, "training_history.csv"),
    `date,type,samples\n${TRAINED}T02:00:00Z,full_retrain,20000\n`,
  );
  const command = [process.execPath, BIN, "profile", "--format", "json"];
  const run = measureUsage([...command, "--now", `${day}T08:00:00Z`], {
    cwd,
    env: { XDG_CACHE_HOME: cache },
  });
  const { comparison, why } = JSON.parse(run.stdout);
  if (comparison?.columns.length !== 20) throw new Error(why ?? "not all columns were compared");
  return run;
}

function emptyCache(cwd) {
  return mkdtempSync(join(cwd, "../cache-"));
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function print(name, text) {
  console.log(`  ${name.padEnd(18)} ${text}`);
}

function limit(value, atMost, unit, digits) {
  const missed = value > atMost ? "  MISSED" : "";
  return `${value.toFixed(digits)}${unit}  at most ${atMost}${missed}`;
}
