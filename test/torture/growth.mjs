import assert from "node:assert/strict";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  assessDrift,
  buildPlan,
  loadConfig,
  openPublication,
  readEvidence,
  rendererOf,
  takeInventory,
  zoneOf,
} from "../../dist/index.js";
import { inProject, plansOf, progress } from "./project.mjs";

const RUNS = Number(process.env.TORTURE_RUNS ?? 1440);

/** A day of runs, one a minute, in one process: no more memory, files or handles than at first. */
export async function growth(say) {
  await inProject(async (cwd) => {
    const output = join(cwd, "artifacts/retraining");
    const first = Date.parse("2025-08-14T00:00:00Z") * 1000;
    const run = async (minute) => {
      const now = first + minute * 60_000_000;
      const { config, file } = await loadConfig(cwd, undefined, {});
      const zone = zoneOf(config.timezone);
      const inventory = await takeInventory(config.sources, cwd, zone);
      const evidence = await readEvidence({ cwd, now, zone, config: config.validation });
      const drift = assessDrift(evidence, {
        now,
        zone,
        alertDays: config.validation.alert_days,
        alertLimit: config.validation.alert_limit,
        config: config.drift,
        champion: null,
      });
      const publication = await openPublication(output, { keep: 10 });
      try {
        const inputs = {
          config,
          file,
          inventory,
          drift,
          newestFile: () => null,
          now,
          zone,
          version: "0",
        };
        const plan = buildPlan({ ...inputs, series: evidence.series });
        const files = await Promise.all(
          ["md", "json"].map(async (format) => ({
            name: `retrain_plan.${format}`,
            text: (await rendererOf(format))(plan),
          })),
        );
        await publication.publish(files, now);
      } finally {
        publication.discard();
      }
    };
    const measure = async () => {
      // What is freed in one turn of the loop frees more in the next.
      for (let i = 0; i < 5; i++) {
        globalThis.gc?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
      return {
        heap: process.memoryUsage().heapUsed / 1e6,
        rss: process.memoryUsage().rss / 1e6,
        handles: process.getActiveResourcesInfo().length,
        open: readdirSync("/proc/self/fd").length,
        files: readdirSync(output).length,
      };
    };
    const warm = Math.min(100, RUNS >> 2);
    for (let minute = 0; minute < warm; minute++) await run(minute);
    const before = await measure();
    const tell = progress("growth", RUNS);
    for (let minute = warm; minute < RUNS; minute++) {
      await run(minute);
      tell(minute + 1);
    }
    const after = await measure();
    assert.equal(plansOf(output).length, 10);
    assert.equal(after.files, before.files);
    assert.ok(after.open <= before.open, `${before.open} to ${after.open} open files`);
    assert.ok(after.handles <= before.handles, `${before.handles} to ${after.handles} handles`);
    assert.ok(after.heap < before.heap * 1.1 + 2, `${before.heap} to ${after.heap} MB`);
    const mb = (value) => value.toFixed(1);
    say(
      `${RUNS} runs: heap ${mb(before.heap)} MB after ${warm}, ${mb(after.heap)} MB at the end; ` +
        `${after.open} open files, ${after.handles} handles, ${after.files} names in the output, as before`,
    );
    rmSync(output, { recursive: true });
  });
}
