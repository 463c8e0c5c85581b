import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built program. */
export const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

/** A trial that cannot be held here. */
export class Skip extends Error {}

/** Works on a new example project, which is then removed. */
export function inProject(work) {
  return inNew(work, (cwd) => {
    assert.equal(spawnSync(process.execPath, [BIN, "demo", cwd]).status, 0);
  });
}

/** Works on a new project of a file of data and three validations, for trials of very many runs. */
export function inSmallProject(work) {
  return inNew(work, (cwd) => {
    mkdirSync(join(cwd, "data"), { recursive: true });
    const rows = Array.from(
      { length: 30 },
      (_, day) => `2025-08-${`${day + 1}`.padStart(2, "0")},1`,
    );
    writeFileSync(join(cwd, "data/training.csv"), `event_date,x\n${rows.join("\n")}\n`);
    for (const day of ["11", "12", "13"]) {
      mkdirSync(join(cwd, `artifacts/2025-08-${day}`), { recursive: true });
      const result = { status: "pass", metrics: { auc: Number(`0.${day}`) + 0.7 } };
      writeFileSync(
        join(cwd, `artifacts/2025-08-${day}/validation_1.json`),
        JSON.stringify(result),
      );
    }
  });
}

async function inNew(work, make) {
  const directory = mkdtempSync(join(tmpdir(), "retrain-plan-torture-"));
  const cwd = join(directory, "project");
  try {
    make(cwd);
    return await work(cwd);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Says on standard error how far a long trial is, every tenth of it. */
export function progress(name, total) {
  const step = Math.max(1, Math.ceil(total / 10));
  return (done) => {
    if (done % step === 0 && done > 0) console.error(`${name}: ${done} of ${total}`);
  };
}

const ENV = { ...process.env, XDG_CACHE_HOME: "/nonexistent" };

/** Runs `generate` to its end. */
export function generate(cwd, ...words) {
  const args = [BIN, "generate", "--cwd", cwd, "--quiet", ...words];
  return spawnSync(process.execPath, args, { encoding: "utf8", env: ENV });
}

/** Begins `generate`; `ended` gives status, signal and what it said. */
export function begin(cwd, ...words) {
  const args = [BIN, "generate", "--cwd", cwd, "--quiet", ...words];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"], env: ENV });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      said += chunk;
    });
  }
  const ended = new Promise((resolve) => {
    child.on("close", (status, signal) => resolve({ status, signal, said }));
  });
  return { child, ended };
}

/** Sees that `latest` leads to a whole plan, and that every other plan is whole, too. */
export function assertWhole(output) {
  const latest = readlinkSync(join(output, "latest"));
  assert.ok(lstatSync(join(output, latest)).isDirectory());
  const plans = plansOf(output);
  for (const name of plans) {
    const plan = JSON.parse(readFileSync(join(output, name, "retrain_plan.json"), "utf8"));
    assert.ok(plan.metadata.generated_at);
    // The last line of the document.
    const text = readFileSync(join(output, name, "retrain_plan.md"), "utf8");
    assert.ok(text.length > 1000 && text.endsWith("\n"), `${name} is cut off`);
  }
  return plans;
}

export function plansOf(output) {
  return readdirSync(output).filter((name) => /^\d{8}_/.test(name));
}

/** What a run leaves while it works, and nobody after it. */
export function leftoversOf(output) {
  return readdirSync(output).filter((name) => name.startsWith("."));
}

/** One clear line, and the status of what could not be done. */
export function assertRefused({ status, stderr }, pattern) {
  assert.equal(status, 2, stderr);
  assert.match(stderr, /^retrain-plan: [^\n]+\n$/);
  assert.doesNotMatch(stderr, /internal error/);
  assert.match(stderr, pattern);
}
