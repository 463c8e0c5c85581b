import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

const project = () =>
  scratch({
    "retrain-plan.json": JSON.stringify({
      schedule: { cadence: "auto", blackouts: [{ from: "2025-08-20", to: "2025-08-30" }] },
    }),
    "training_history.csv": "date,type,status\n2025-08-01,full,FAILED\n2025-08-02,whole,\n",
  });

test.each(["json", "csv", "ics"])("as %s, what no cycle says is said beside", async (format) => {
  const { host, record } = fakeHost(project());
  expect(await run(["schedule", "--cycles", "2", "--format", format], host)).toBe(0);
  expect(record.stderr.trimEnd().split("\n")).toEqual([
    "Skipped: the cycle due on 2025-08-21 because of blackout (20 Aug 2025 to 30 Aug 2025).",
    "Training history: training_history.csv: of its runs, not counted are 1 failed.",
    'training_history.csv:3: "whole" is not a type; write full_retrain or incremental',
    "The best cadence is unknown without policy.retraining_cost and metrics.<name>.loss_cost_per_day; the weekly calendar is kept",
  ]);
  expect(record.stdout).not.toContain("Skipped");
});

test("--quiet says nothing of it", async () => {
  const { host, record } = fakeHost(project());
  await run(["schedule", "--quiet", "--format", "json"], host);
  expect(record.both).toBe("");
});

const eventsOf = (...rules: string[]) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n${rules.join("\r\n")}\r\nSUMMARY:closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
const closed = (cadence: string, ics: string) =>
  scratch({
    "retrain-plan.json": JSON.stringify({ schedule: { cadence, calendars: ["closed.ics"] } }),
    "closed.ics": ics,
  });

test("a calendar that is always closed leaves no day, also beyond years", async () => {
  const daily = eventsOf("DTSTART;VALUE=DATE:20250101", "RRULE:FREQ=DAILY");
  const { host, record } = fakeHost(closed("weekly", daily));
  await run(["schedule"], host);
  expect(record.stdout).toContain("No cycle falls into this time.");
  expect(record.stdout).toContain("Skipped: the cycle due on 2027-");
});

// 29 February of 2028, 2032 … 2048: a cron expression that names a month a year says nothing of leap days.
test("calendars are read until the last cycle of a leap day's cron expression", async () => {
  const marches = eventsOf("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY;INTERVAL=4");
  const { host, record } = fakeHost(closed("0 6 29 2 *", marches));
  await run(["schedule", "--format", "json"], host);
  const cycles = JSON.parse(record.stdout) as { scheduled_date: string }[];
  expect(cycles.map(({ scheduled_date: on }) => on.slice(5))).toEqual(Array(6).fill("03-01"));
});
