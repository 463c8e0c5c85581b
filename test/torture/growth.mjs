import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  assessDrift,
  buildPlan,
  createZone,
  loadConfig,
  loadRenderer,
  openPublication,
  readEvidence,
  takeInventory,
} from "../../dist/index.js";
import { inProject, plansOf, progress } from "./project.mjs";
import { senSlope } from "./sen-slope.mjs";

const RUNS = Number(process.env.TORTURE_RUNS ?? 1440);
/** So many looks at what is in use, of which the first half, in which caches fill, does not count. */
const LOOKS = 72;
/** Bytes a run by which memory may grow, for all that is known: 0.7 MB a day of a run a minute. */
const MOST_BYTES = 500;
/** What the trial keeps of each run on purpose, to see that it would be found. */
const LEAK_BYTES = 1000;

const FIRST = Date.parse("2025-08-14T00:00:00Z") * 1000;

/**
 * A day of runs, one a minute, in one process: no more memory, files or handles than at first.
 *
 * V8 goes on to optimise for thousands of runs, and machine code lies in the heap: of what was more after
 * 1,440 runs than after 840, heap snapshots found 235 of 236 kB to be code and what belongs to it, 1 kB to
 * be objects and texts. So the optimising compilers are off (`--no-opt --no-sparkplug`), and of the second
 * half the slope is taken, with its interval, which one look more or less does not sway.
 */
export async function growth(say) {
  assert.ok(process.execArgv.includes("--no-opt") && globalThis.gc, "use npm run torture");
  await inProject(async (cwd) => {
    const output = join(cwd, "artifacts/retraining");
    const [before, after, slope] = await watched(cwd, output, 0, () => {});
    assert.equal(plansOf(output).length, 10);
    assert.equal(after.files, before.files);
    assert.ok(after.open <= before.open, `${before.open} to ${after.open} open files`);
    assert.ok(after.handles <= before.handles, `${before.handles} to ${after.handles} handles`);
    assert.ok(slope.high < MOST_BYTES, `memory grows by ${said(slope)}`);
    say(
      `${RUNS} runs: memory grows by ${said(slope)}, ${mb(before)} MB before the second half, ${mb(after)} after; ` +
        `${after.open} open files, ${after.handles} handles, ${after.files} names in the output, as before`,
    );
    const kept = [];
    const leak = () => kept.push(new Array(LEAK_BYTES / 8).fill(0.5));
    const [, , leaking] = await watched(cwd, output, RUNS, leak);
    const isFound = leaking.high > MOST_BYTES && leaking.low > slope.high;
    assert.ok(isFound, `of ${LEAK_BYTES} bytes kept of each run it found ${said(leaking)}`);
    say(`the same, with ${LEAK_BYTES} bytes kept of each run: memory grows by ${said(leaking)}`);
    rmSync(output, { recursive: true });
  });
}

/** Runs a day, and looks: before and after its second half, and by how much a run memory grew in it. */
async function watched(cwd, output, from, afterRun) {
  const tell = progress("growth", RUNS);
  const step = Math.max(1, Math.floor(RUNS / LOOKS));
  const looks = [];
  for (let done = 1; done <= RUNS; done++) {
    await run(cwd, output, FIRST + (from + done) * 60_000_000);
    afterRun();
    if (done % step === 0) looks.push({ done, ...(await look(output)) });
    tell(done);
  }
  const half = looks.slice(looks.length >> 1);
  return [half[0], half.at(-1), senSlope(half.map(({ done, bytes }) => [done, bytes]))];
}

async function run(cwd, output, now) {
  const { config, file } = await loadConfig(cwd, undefined, {});
  const zone = createZone(config.timezone);
  const inventory = await takeInventory(config.sources, cwd, zone);
  const evidence = await readEvidence({ cwd, now, zone, config: config.validation });
  const drift = assessDrift(evidence, {
    now,
    zone,
    alertDays: config.validation.alert_days,
    alertLimit: config.validation.alert_limit,
    cadenceDays: 7,
    maxAgeDays: config.validation.max_age_days ?? null,
    config: config.drift,
    metrics: config.metrics,
    champion: null,
  });
  const publication = await openPublication(output, { keep: 10 });
  try {
    const inputs = { config, file, inventory, drift, newestFile: () => null, now, zone };
    const plan = buildPlan({ ...inputs, version: "0", series: evidence.series });
    const files = await Promise.all(
      ["md", "json"].map(async (format) => ({
        name: `retrain_plan.${format}`,
        text: (await loadRenderer(format))(plan),
      })),
    );
    await publication.publish(files, now);
  } finally {
    publication.discard();
  }
}

async function look(output) {
  // What is freed in one turn of the loop frees more in the next.
  for (let i = 0; i < 5; i++) {
    globalThis.gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return {
    bytes: heapUsed + external,
    handles: process.getActiveResourcesInfo().length,
    open: readdirSync("/proc/self/fd").length,
    files: readdirSync(output).length,
  };
}

function said({ slope, low, high }) {
  const [middle, from, to] = [slope, low, high].map(Math.round);
  return `${middle} bytes a run (95 %: ${from} to ${to})`;
}

function mb({ bytes }) {
  return (bytes / 1e6).toFixed(1);
}
