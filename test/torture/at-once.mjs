import assert from "node:assert/strict";
import { join } from "node:path";
import { assertWhole, begin, inSmallProject, leftoversOf } from "./project.mjs";

const RUNS = Number(process.env.TORTURE_AT_ONCE ?? 50);

/** Runs that are started together: each writes its plan, or says who is writing. */
export async function atOnce(say) {
  for (const wait of ["0s", "10m"]) {
    await inSmallProject(async (cwd) => {
      const runs = Array.from({ length: RUNS }, () => begin(cwd, "--wait", wait).ended);
      const results = await Promise.all(runs);
      const done = results.filter(({ status }) => status === 0);
      const refused = results.filter(({ status }) => status === 2);
      for (const { said } of done) assert.equal(said, "");
      for (const { said } of refused) {
        assert.match(
          said,
          /^retrain-plan: .*another run is writing a plan there \(process \d+ on [^\n]*\n$/,
        );
      }
      assert.equal(done.length + refused.length, RUNS);
      assert.ok(done.length > 0);
      if (wait !== "0s") assert.equal(done.length, RUNS);
      const output = join(cwd, "artifacts/retraining");
      assert.equal(assertWhole(output).length, done.length);
      assert.deepEqual(leftoversOf(output), []);
      say(
        `${RUNS} runs, --wait ${wait}: ${done.length} plans, all whole; ${refused.length} said who is writing`,
      );
    });
  }
}
