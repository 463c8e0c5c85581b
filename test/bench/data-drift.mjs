import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const TRIALS = Number(process.env.TRIALS ?? 400);
/** Of the days' effects, and how many points above 5 % false alarms may be there. */
const RHOS = [0, 0.3, 0.6];
const ALLOWED = [0.07, 0.07, 0.09];

/**
 * How often columns of two windows are called drifted that are not, and that are, beside other methods on
 * the same histograms by day. KS, χ² and Wasserstein's distance are of the histograms too, not of rows.
 * 400 trials take some 4 minutes of CPU time; `TRIALS=1000` says more.
 */
export async function benchDataDrift() {
  const columns = await Promise.all(RHOS.map(columnOf));
  const { methods } = columns[0];
  table(
    "False alarms",
    "% of pairs of windows without drift in which a column alarms",
    "falseAlarms",
  );
  table("Power", "% in which the drifting column alarms", "power");
  columns.forEach(({ falseAlarms }, i) => {
    const worst = Math.max(...Object.values(falseAlarms).map(([own]) => own ?? 0));
    // At the allowed rate, the worst of as many settings would exceed it once in forty times.
    const chance = 3 * Math.sqrt((ALLOWED[i] * (1 - ALLOWED[i])) / TRIALS);
    console.log(
      `False alarms of retrain-plan at ρ ${RHOS[i]}: at most ${percent(worst)} %; ${percent(ALLOWED[i])} allowed, ± ${percent(chance)} by chance`,
    );
    if (worst > ALLOWED[i] + chance) process.exitCode = 1;
  });

  function table(title, means, part) {
    console.log(
      `${title}: ${means}; ${TRIALS} a number, of 200 columns a quarter; ρ 0 / .3 / .6\n`,
    );
    row(title, methods);
    row(
      "---",
      methods.map(() => "---:"),
    );
    for (const setting of Object.keys(columns[0][part])) {
      const cells = methods.map((_, m) =>
        columns.map((column) => percent(column[part][setting][m])).join(" / "),
      );
      row(setting, cells);
    }
    console.log();
  }
}

/** In a process of its own, for each takes minutes. */
async function columnOf(rho) {
  const script = fileURLToPath(new URL("data-drift-column.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, rho, TRIALS]);
  return JSON.parse(stdout);
}

function percent(share) {
  return share === null ? "no verdict" : (100 * share).toFixed(1);
}

function row(title, cells) {
  console.log(`| ${[title, ...cells].join(" | ")} |`);
}
