import { expect, test } from "vitest";
import { UTC } from "../../src/instant.ts";
import { rendererOf } from "../../src/render/renderer.ts";
import { renderSchedule } from "../../src/render/schedule.ts";
import { scheduleOf } from "../../src/schedule/schedule.ts";
import type { Sufficiency } from "../../src/schedule/schema.ts";
import { configOf, instant } from "../support/values.ts";
import { barePlan } from "./plan.ts";

const SCREEN = { columns: 200, paint: (_: unknown, text: string) => text };

function leftOut(from: string, to: string): string[] {
  const sufficiency = { status: "sufficient", window: null, have_samples: 9, need_samples: 1 };
  const schedule = scheduleOf({
    config: configOf({ schedule: { blackouts: [{ from, to, reason: "freeze" }] } }),
    ...{ now: instant("2025-08-14T08:00:00Z"), zone: UTC, days: [] },
    sufficiency: sufficiency as Sufficiency,
  });
  const text = renderSchedule(schedule, SCREEN as never);
  return text.split("\n").filter((line) => line.startsWith("Left out"));
}

test("cycles that a freeze leaves out are listed, those of a freeze of years in one line", () => {
  expect(leftOut("2025-08-20", "2025-09-05")).toEqual([
    "Left out: the cycle due on 2025-08-21, because of freeze, 2025-08-20 to 2025-09-05.",
    "Left out: the cycle due on 2025-08-28, because of freeze, 2025-08-20 to 2025-09-05.",
  ]);
  expect(leftOut("2000-01-01", "2999-12-31")).toEqual([
    expect.stringMatching(
      /^Left out: [\d,]+ cycles due from 2025-08-21 to 24\d\d-\d\d-\d\d, because/,
    ),
  ]);
});

test.each(["md", "html"] as const)("a plan without a cycle is written as %s", async (format) => {
  const render = await rendererOf(format);
  const plan = barePlan();
  expect(render(plan)).toMatch(/Next cycle: none in the next 6 months\b/);
  const boundless = { ...plan, schedule_covers: { ...plan.schedule_covers, horizon: null } };
  expect(render(boundless)).toMatch(/Next cycle: none(<|\n)/);
});

test.each(["md", "html"] as const)(
  "git's doubts are said in %s, not as changes",
  async (format) => {
    const render = await rendererOf(format);
    const plan = barePlan();
    const git = { commit: "abc", clean: null, changed_files: null, unknown: "filters are not run" };
    const text = render({ ...plan, provenance: { ...plan.provenance, git } });
    expect(text).toMatch(/abc\S*; filters are not run/);
    expect(text).not.toMatch(/with changes in/);
  },
);
