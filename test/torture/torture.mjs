/**
 * What an unattended program meets: `npm run torture`, or `npm run torture -- kill` for one of them.
 * TORTURE_KILLS, TORTURE_AT_ONCE and TORTURE_RUNS in the environment say how often (500, 50, 1440).
 * Prints a line a trial, and exits with 1 where something is not as it must be.
 */
import { atOnce } from "./at-once.mjs";
import { broken } from "./broken.mjs";
import { cron } from "./cron.mjs";
import { growth } from "./growth.mjs";
import { kill } from "./kill.mjs";
import { Skip } from "./project.mjs";
import { signals } from "./signals.mjs";

const TRIALS = { kill, "at-once": atOnce, broken, signals, growth, cron };

const wanted = process.argv.slice(2);
for (const [name, trial] of Object.entries(TRIALS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    await trial((text) => console.log(`${name}: ${text}`));
  } catch (error) {
    if (error instanceof Skip) {
      console.log(`${name}: skipped: ${error.message}`);
    } else {
      console.error(`${name}: FAILED: ${error.stack}`);
      process.exitCode = 1;
    }
  }
}
