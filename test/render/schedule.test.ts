import stringWidth from "fast-string-width";
import { describe, expect, test } from "vitest";
import { loadRenderer } from "../../src/render/renderer.ts";
import { renderSchedule } from "../../src/render/schedule.ts";
import { buildSchedule, type ScheduleFacts } from "../../src/schedule/schedule.ts";
import { UTC } from "../../src/time/instant.ts";
import { configOf, instant, NOW, scheduleData } from "../support/values.ts";
import { barePlan } from "./plan.ts";

const SCREEN = { columns: 200, paint: (_: unknown, text: string) => text };

function leftOut(from: string, to: string): string[] {
  const schedule = buildSchedule({
    config: configOf({ schedule: { blackouts: [{ from, to, reason: "freeze" }] } }),
    ...{ now: instant("2025-08-14T08:00:00Z"), zone: UTC, data: scheduleData() },
  });
  const text = renderSchedule(schedule, SCREEN as never);
  return text.split("\n").filter((line) => line.startsWith("Skipped"));
}

test("cycles that a freeze leaves out are listed, those of a freeze of years in one line", () => {
  expect(leftOut("2025-08-20", "2025-09-05")).toEqual([
    "Skipped: the cycle due on 2025-08-21 because of freeze (20 Aug 2025 to 5 Sep 2025).",
    "Skipped: the cycle due on 2025-08-28 because of freeze (20 Aug 2025 to 5 Sep 2025).",
  ]);
  expect(leftOut("2000-01-01", "2999-12-31")).toEqual([
    expect.stringMatching(
      /^Skipped: [\d,]+ cycles due from 2025-08-21 to 24\d\d-\d\d-\d\d because/,
    ),
  ]);
});

test.each(["md", "html"] as const)("a plan without a cycle is written as %s", async (format) => {
  const render = await loadRenderer(format);
  const plan = barePlan();
  expect(render(plan)).toMatch(/No cycle falls into this time/);
});

test.each(["md", "html"] as const)(
  "git's doubts are said in %s, not as changes",
  async (format) => {
    const render = await loadRenderer(format);
    const plan = barePlan();
    const git = { commit: "abc", clean: null, changed_files: null, unknown: "filters are not run" };
    const text = render({ ...plan, provenance: { ...plan.provenance, git } });
    expect(text).toMatch(/abc\S*; filters are not run/);
    expect(text).not.toMatch(/with changes in/);
  },
);

function shown(columns: number, schedule = {}, facts: Partial<ScheduleFacts> = {}): string {
  const config = configOf({ schedule });
  const planned = buildSchedule({
    config,
    now: NOW,
    zone: UTC,
    data: scheduleData([], { status: "unknown" }),
    ...facts,
  });
  const screen = { columns, isTerminal: false, isUnicode: true };
  return renderSchedule(planned, { ...screen, paint: (_, text) => text });
}

const widest = (text: string) => Math.max(...text.split("\n").map((line) => stringWidth(line)));

describe("renderSchedule", () => {
  test("has windows and reasons beside the rest where there is room", () => {
    const [head] = shown(120).split("\n");
    expect(head).toMatch(/Data window .* Why$/);
  });

  test("at 80 columns each cycle is a line, and what has no room is said beneath", () => {
    const text = shown(80);
    expect(text.split("\n")[0]).toMatch(/Hours +Why$/);
    expect(text).toContain("\nEach data window is the 30 days before training begins.\n");
    expect(text).toMatch(/^ +2 .* 1 of 3 after a full one$/m);
    expect(widest(text)).toBeLessThanOrEqual(80);
  });

  test("reasons beneath are those of full cycles, of many only the first", () => {
    const text = shown(60, { cycles: 40, lead_time: "P1D" });
    expect(text).toContain("\nCycle 1 is full: the first of the plan.\n");
    expect(text.replaceAll("\n", " ")).toContain(
      "Cycles 5, 9, 13, 17, 21, 25 and 3 more are full: every 4th cycle (assumed).",
    );
    expect(text).toContain("\nThe others are incremental.\n");
    expect(widest(text)).toBeLessThanOrEqual(60);
  });
});
