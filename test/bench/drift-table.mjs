import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compare } from "./compare.mjs";
import { randomNormal, randomUniform } from "./noise.mjs";
import { BIN, inProject, ROUNDS, SCALE } from "./scratch.mjs";

const NAMES = [
  "auc",
  "f1",
  "accuracy",
  "precision",
  "recall",
  "rmse",
  "mae",
  "logloss",
  "r2",
  "mape",
];
const START = Date.UTC(2008, 0, 1);
const HOUR = 3_600_000;

/** Hourly values of ten metrics over 17 years, judged, beside csv-parse, which only reads their numbers. */
export function benchDriftTable() {
  return inProject((cwd) => {
    const rows = Math.ceil(150_000 * SCALE);
    const normal = randomNormal(randomUniform(20250814));
    const lines = Array.from({ length: rows }, (_, i) => {
      const values = NAMES.map(() => (0.9 + 0.01 * normal()).toFixed(4));
      return [new Date(START + i * HOUR).toISOString(), ...values].join(",");
    });
    writeFileSync(
      join(cwd, "metrics.csv"),
      `${["date", ...NAMES].join(",")}\n${lines.join("\n")}\n`,
    );
    const now = new Date(START + rows * HOUR).toISOString();
    compare(
      `drift, ${rows} rows of ${NAMES.length} metrics`,
      [
        {
          name: "csv-parse, reading alone",
          command: [process.execPath, "--input-type=module", "-e", READ, join(cwd, "metrics.csv")],
        },
        {
          name: "drift",
          command: [process.execPath, BIN, "drift", "--now", now, "--format", "json"],
          cwd,
          atMost: 1.5,
        },
      ],
      ROUNDS,
    );
  });
}

const READ = `
import { readFileSync } from "node:fs";
import { parse } from ${JSON.stringify(import.meta.resolve("csv-parse/sync"))};
const rows = parse(readFileSync(process.argv[1], "utf8"), { columns: true });
for (const { date, ...values } of rows) for (const name in values) values[name] = Number(values[name]);
`;
