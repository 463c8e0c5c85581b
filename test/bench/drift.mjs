import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { benchDriftTable } from "./drift-table.mjs";

const SERIES = Number(process.env.SERIES ?? 2000);
const PHIS = [0, 0.3, 0.6];

/**
 * How often the verdict that a user sees calls series drifting that do not, and those that do, and how
 * soon; beside other methods on the same series. The three numbers of a cell are those of white noise and
 * of AR(1) noise with φ = .3 and .6.
 */
export async function benchDrift() {
  await benchDriftTable();
  const columns = await Promise.all(PHIS.map(columnOf));
  const percent = (share) => (100 * share).toFixed(1);
  table("False alarms", "% of series without drift, either way", "falseAlarms", percent);
  table("Power", "% called worse at the last point, the second half being worse", "power", percent);
  const { outliers } = columns[0];
  console.log(
    `A newest value far outside the others: % of ${SERIES} series a number, φ 0 / .3 / .6\n`,
  );
  row("Series", ["called unstable"]);
  row("---", ["---:"]);
  for (const setting of Object.keys(outliers)) {
    row(setting, [columns.map((column) => percent(column.outliers[setting][0])).join(" / ")]);
  }
  console.log();
  table(
    "Delay",
    "52 weeks, looked at every second week, a change after the 26th: % found later (median weeks)",
    "delay",
    ({ share, weeks }) => `${Math.round(100 * share)}${weeks === null ? "" : ` (${weeks})`}`,
  );
  const worst = Math.max(
    ...columns.flatMap(({ falseAlarms }) => Object.values(falseAlarms).map(([own]) => own)),
  );
  console.log(`False alarms of retrain-plan: at most ${percent(worst)} %; 5 nominal, 6 allowed`);
  if (worst > 0.06) process.exitCode = 1;
  const worstOutlier = Math.max(
    ...columns.flatMap((column) =>
      Object.entries(column.outliers).flatMap(([setting, [share]]) =>
        setting.includes("newest") ? [] : [share],
      ),
    ),
  );
  console.log(`False alarms of an outlier: at most ${percent(worstOutlier)} %; 1 allowed`);
  if (worstOutlier > 0.01) process.exitCode = 1;

  function table(title, means, part, word) {
    const { methods } = columns[0];
    console.log(`${title}: ${means}; ${SERIES} series a number, φ 0 / .3 / .6\n`);
    row(title, methods);
    row(
      "---",
      methods.map(() => "---:"),
    );
    for (const setting of Object.keys(columns[0][part])) {
      const cells = methods.map((_, k) =>
        columns.map((column) => word(column[part][setting][k])).join(" / "),
      );
      row(setting, cells);
    }
    console.log();
  }
}

/** In a process of its own, for each takes a minute. */
async function columnOf(phi) {
  const script = fileURLToPath(new URL("drift-column.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, phi, SERIES]);
  return JSON.parse(stdout);
}

function row(title, cells) {
  console.log(`| ${[title, ...cells].join(" | ")} |`);
}
