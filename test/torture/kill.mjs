import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  assertWhole,
  begin,
  generate,
  inSmallProject,
  leftoversOf,
  plansOf,
  progress,
} from "./project.mjs";

const MOMENTS = Number(process.env.TORTURE_KILLS ?? 500);
const KEPT = 10;
/** A run without help is held after so many kills. */
const UNAIDED_EVERY = 25;

/**
 * SIGKILL at random moments of a run, of a seed: `latest` always opens a whole plan. Half the moments lie
 * anywhere in a run, half between the first sight of what it writes and its end, where most could be lost.
 */
export async function kill(say) {
  await inSmallProject(async (cwd) => {
    const output = join(cwd, "artifacts/retraining");
    const { whole, writing } = await typicalRun(cwd, output);
    const random = randomOf(20250814);
    const counts = { killed: 0, finished: 0, leftovers: 0, moved: 0, unaided: 0 };
    const tell = progress("kill", MOMENTS);
    for (let i = 0; i < MOMENTS; i++) {
      const before = readlinkSync(join(output, "latest"));
      const plans = assertWhole(output).length;
      const known = new Set(leftoversOf(output));
      const { child, ended } = begin(cwd, "--keep", `${KEPT}`);
      if (i % 2 === 0) await sleep(random() * whole * 1.2);
      else await untilWriting(child, output, known).then(() => sleep(random() * writing * 1.2));
      child.kill("SIGKILL");
      const { signal, status, said } = await ended;
      counts[signal === "SIGKILL" ? "killed" : "finished"]++;
      if (signal === null) assert.equal(status, 0, said);
      assert.ok(assertWhole(output).length >= Math.min(plans, KEPT), "a plan was lost");
      if (leftoversOf(output).length > 0) counts.leftovers++;
      if (readlinkSync(join(output, "latest")) !== before) counts.moved++;
      if (i % UNAIDED_EVERY === UNAIDED_EVERY - 1 || i === MOMENTS - 1) {
        assertUnaided(cwd, output);
        counts.unaided++;
      }
      tell(i + 1);
    }
    say(
      `${MOMENTS} moments: ${counts.killed} killed, ${counts.finished} were done before; ` +
        `${counts.leftovers} left something; latest moved ${counts.moved} times; every plan whole; ` +
        `each of ${counts.unaided} runs between them needed no help and cleared what was left`,
    );
  });
}

/** How long a run takes here, and how long of that it writes, in milliseconds. */
async function typicalRun(cwd, output) {
  generate(cwd);
  let [whole, writing] = [0, 0];
  const times = 5;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    const { child, ended } = begin(cwd);
    await untilWriting(child, output, new Set());
    const seen = performance.now();
    await ended;
    whole += (performance.now() - start) / times;
    writing += (performance.now() - seen) / times;
  }
  return { whole, writing };
}

/** Until something new is being written, or the run is over. */
async function untilWriting(child, output, known) {
  const isNew = (name) => name.startsWith(".writing-") && !known.has(name);
  while (child.exitCode === null && !readdirSync(output).some(isNew)) await sleep(1);
}

/** The next run needs no help, and clears away what is left. */
function assertUnaided(cwd, output) {
  const plans = plansOf(output).length;
  const { status, stderr } = generate(cwd, "--wait", "0s");
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  assert.equal(assertWhole(output).length, plans + 1);
  assert.deepEqual(leftoversOf(output), []);
}

/** mulberry32 */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
