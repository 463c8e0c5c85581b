import assert from "node:assert/strict";
import { readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { assertWhole, begin, generate, inProject, leftoversOf, plansOf } from "./project.mjs";

const MOMENTS = Number(process.env.TORTURE_KILLS ?? 500);

/** SIGKILL at random moments of a run, of a seed: `latest` always opens a whole plan. */
export async function kill(say) {
  await inProject(async (cwd) => {
    const output = join(cwd, "artifacts/retraining");
    generate(cwd);
    const start = performance.now();
    for (let i = 0; i < 3; i++) generate(cwd);
    const typical = (performance.now() - start) / 3;
    const random = randomOf(20250814);
    const counts = { killed: 0, finished: 0, leftovers: 0, moved: 0 };
    for (let i = 0; i < MOMENTS; i++) {
      const before = readlinkSync(join(output, "latest"));
      const plans = plansOf(output).length;
      const { child, ended } = begin(cwd, "--keep", "20");
      await sleep(random() * typical * 1.3);
      child.kill("SIGKILL");
      const { signal } = await ended;
      counts[signal === "SIGKILL" ? "killed" : "finished"]++;
      assert.ok(assertWhole(output).length >= Math.min(plans, 20), "a plan was lost");
      if (leftoversOf(output).length > 0) counts.leftovers++;
      if (readlinkSync(join(output, "latest")) !== before) counts.moved++;
    }
    // The next run needs no help, and clears away what is left.
    const { status, stderr } = generate(cwd, "--wait", "0s");
    assert.equal(status, 0, stderr);
    assert.deepEqual(leftoversOf(output), []);
    say(
      `${MOMENTS} moments: ${counts.killed} killed, ${counts.finished} were done before; ` +
        `${counts.leftovers} left something, cleared by the next; latest moved ${counts.moved} times; ` +
        "every plan whole",
    );
  });
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
