import assert from "node:assert/strict";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { begin, generate, inProject, leftoversOf } from "./project.mjs";

/** SIGTERM and SIGINT end a run within a second, and nothing is left. */
export async function signals(say) {
  await inProject(async (cwd) => {
    const output = join(cwd, "artifacts/retraining");
    generate(cwd);
    let slowest = 0;
    let stopped = 0;
    for (let i = 0; i < 40; i++) {
      const signal = i % 2 === 0 ? "SIGTERM" : "SIGINT";
      const { child, ended } = begin(cwd);
      while (child.exitCode === null && !lockOf(output)) await sleep(1);
      await sleep(i * 5);
      const start = performance.now();
      child.kill(signal);
      const result = await ended;
      slowest = Math.max(slowest, performance.now() - start);
      if (result.signal === signal) stopped++;
      else assert.equal(result.status, 0, result.said);
      assert.equal(result.said, "");
      assert.deepEqual(leftoversOf(output), []);
    }
    assert.ok(stopped > 5, `only ${stopped} were stopped`);
    assert.ok(slowest < 1000, `${slowest} ms`);
    say(
      `${stopped} of 40 runs stopped by SIGTERM or SIGINT, at most ${Math.ceil(slowest)} ms later; nothing left`,
    );
  });
}

/** A link that leads nowhere: its target is its owner. */
function lockOf(output) {
  return lstatSync(join(output, ".lock"), { throwIfNoEntry: false });
}
