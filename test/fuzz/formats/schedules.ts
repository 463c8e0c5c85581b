import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { schedule } from "../../../src/commands/schedule.ts";
import { parseMatrix } from "../../../src/policy/loss-matrix.ts";
import { parseLossTable } from "../../../src/policy/loss-table.ts";
import type { Host } from "../../../src/runtime/host.ts";
import { parseHolidays } from "../../../src/schedule/calendar/holidays.ts";
import { parseHistory } from "../../../src/schedule/history.ts";
import { MICROS_PER_DAY } from "../../../src/time/instant.ts";
import { type FuzzedFormat, NOW, once, text, ZONE } from "../format.ts";
import { calendarText, csvText, jsonLines, jsonText, lossText, treeText } from "../texts.ts";

const RANGE = { from: NOW - 400 * MICROS_PER_DAY, to: NOW + 900 * MICROS_PER_DAY };

/** What a schedule is made of: calendars, past trainings, losses, and the schedule's own configuration. */
export const SCHEDULES: readonly FuzzedFormat[] = [
  text("calendar", ["fixtures/**/*.ics"], calendarText, (input) => {
    parseHolidays(input, "a.ics", RANGE, ZONE);
    return undefined;
  }),
  history("csv", csvText),
  history("jsonl", jsonLines),
  text("loss-csv", ["fixtures/policy/**/*.csv"], lossText, (input) => {
    parseLossTable(input, "a");
    return undefined;
  }),
  text(
    "loss-json",
    () => LOSS_MATRICES,
    jsonText,
    (input) => {
      parseMatrix(input, "a");
      return undefined;
    },
  ),
  {
    name: "schedule-yaml",
    corpus: () => CONFIGURATIONS.map((yaml) => Buffer.from(yaml)),
    generated: treeText,
    async feed(input, directory) {
      prepare(directory);
      writeFileSync(join(directory, "retrain-plan.yaml"), input);
      const said: string[] = [];
      const write = (words: string) => void said.push(words);
      const output = { write, writeRaw: write, isTTY: false, columns: 80 };
      const host: Host = {
        cwd: directory,
        now: () => NOW,
        env: {},
        randomToken: () => "a-token",
        program: ["node", "retrain-plan"],
        stdout: output,
        stderr: output,
      };
      const format = (["table", "json", "ics", "csv"] as const)[input.length % 4] ?? "table";
      await schedule(host, { cache: false, format });
      return said.join("");
    },
  },
];

function history(ending: "csv" | "jsonl", generated: FuzzedFormat["generated"]): FuzzedFormat {
  return text(`history-${ending}`, [`fixtures/schedule/**/*.${ending}`], generated, (input) =>
    parseHistory(input, `a.${ending}`, undefined, NOW, ZONE)
      .problems.map(({ problem }) => problem)
      .join("\n"),
  );
}

const LOSS_MATRICES = [1, 4, 12].map((blocks) =>
  Buffer.from(
    JSON.stringify({
      dataset: "a",
      training_window_blocks: 8,
      blocks,
      loss: Array.from({ length: blocks }, (_, i) =>
        Array.from({ length: blocks - i }, (_, age) => (10 + age + (i % 3)) / 8),
      ),
    }),
  ),
);

const CONFIGURATIONS = [
  `timezone: America/New_York
schedule:
  cadence: weekly
  anchor: { weekday: tuesday, time: "06:00" }
  lead_time: PT36H
  cycles: 8
  full_every: 4
  blackouts:
    - { from: 2025-12-20, to: 2026-01-02, reason: change freeze }
  blackout_rule: before
requirements:
  minimum_replay_size: 100
  prices: { currency: EUR, gpu_hour: 2.5, storage_gb_month: 0.02 }
  energy: { kwh_per_gpu_hour: 0.7, gco2_per_gpu_hour: 250 }
`,
  `timezone: Asia/Kolkata
schedule: { cadence: "0 6 * * 1", horizon: P6M }
policy: { retraining_cost: 40 }
metrics: { error: { loss_cost_per_day: 100 } }
`,
  `model: { name: churn }
schedule: { cadence: P10D, cycles: 20, anchor: { date: 2025-01-31 } }
requirements: { minimum_replay_size: 5 }
`,
  `timezone: Europe/Berlin
schedule: { cadence: auto }
metrics: { error: { loss_cost_per_day: 2 } }
policy: { retraining_cost: 1, cool_down_days: 3, label_delay_days: 2 }
`,
];

const prepare = once((directory) => {
  mkdirSync(join(directory, "data"));
  const days = Array.from({ length: 28 }, (_, day) => `2025-07-${`${day + 1}`.padStart(2, "0")},1`);
  writeFileSync(join(directory, "data/events.csv"), `event_date,x\n${days.join("\n")}\n`);
});
