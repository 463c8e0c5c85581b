import { describe, expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { normals } from "../support/random.ts";
import { scratch } from "../support/scratch.ts";

const WEEKS = 24;
const MONDAY = Date.UTC(2025, 0, 6);
/** The day after the last of so many weeks. */
const NOW = dayOf(WEEKS - 1 + 1 / 7);

function dayOf(week: number): string {
  return new Date(MONDAY + week * 7 * 86_400_000).toISOString().slice(0, 10);
}

/** Weekly values about a level, with what a change adds. */
function weekly(level: number, sigma: number, change = (_week: number) => 0): number[] {
  const { normal } = normals(7);
  return Array.from({ length: WEEKS }, (_, week) => level + sigma * normal() + change(week));
}

/** A file a week, as a cron job writes it. */
function files(of: (week: number) => unknown): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: WEEKS }, (_, week) => [
      `metrics/m_${dayOf(week)}.json`,
      JSON.stringify(of(week)),
    ]),
  );
}

const auc = weekly(0.9, 0.003);
const error = weekly(-1, 0.03);
const doubled = weekly(-1, 0.03, (week) => (week < 12 ? 0 : -1));
const last = `metrics/m_${dayOf(WEEKS - 1)}.json`;
const healthy = files((week) => ({ auc: auc[week], f1: 0.8 }));

/** What a pipeline runs. No project here has any data. */
async function check(project: Record<string, string>, now: string) {
  const line = ["check", "--fail-on", "degradation,urgent,unknown", "--now", now, "--no-cache"];
  const { host, record } = fakeHost(scratch(project));
  return { status: await run(line, host), said: record.both };
}

describe("check --fail-on degradation,urgent,unknown", () => {
  test.each<[string, Record<string, string>, string, RegExp]>([
    ["a series that is stale", healthy, "2026-08-15", /last evaluated 425 days ago/],
    [
      "one that ended while another goes on",
      files((week) => (week < 12 ? { auc: auc[week], f1: 0.8 } : { f1: 0.8 })),
      NOW,
      /unknown: validation trend/,
    ],
    [
      "a newest result without a number",
      { ...healthy, [last]: '{"error": "OOM"}' },
      NOW,
      /unknown/,
    ],
    ["a newest result that is cut off", { ...healthy, [last]: '{"auc": 0.' }, NOW, /unknown/],
    [
      "a newest result with a text for the metric",
      { ...healthy, [last]: '{"auc": "failed", "f1": 0.8}' },
      NOW,
      /unknown/,
    ],
    [
      "an error that was negated, and doubled",
      files((week) => ({ neg_rmse: doubled[week] })),
      NOW,
      /performance degradation: yes/,
    ],
    [
      "the same under its plain name",
      files((week) => ({ test_rmse: doubled[week] })),
      NOW,
      /performance degradation: yes/,
    ],
    ["no evaluation at all", {}, NOW, /unknown/],
  ])("exits with 1 on %s", async (_, project, now, why) => {
    const { status, said } = await check(project, now);
    expect(said).toMatch(why);
    expect(status, said).toBe(1);
  });

  test.each<[string, Record<string, string>]>([
    ["a fresh series", healthy],
    ["a negated error that does not change", files((week) => ({ neg_rmse: error[week] }))],
    [
      "numbers that are written as texts",
      files((week) => ({ auc: auc[week]?.toFixed(3), f1: "80.1%" })),
    ],
    [
      "a metric that was tried twice, beside one that goes on",
      files((week) => (week < 2 ? { auc: auc[week], f1: 0.8 } : { auc: auc[week] })),
    ],
  ])("exits with 0 on %s", async (_, project) => {
    const { status, said } = await check(project, NOW);
    expect(status, said).toBe(0);
  });
});
