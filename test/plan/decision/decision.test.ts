import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configSchema } from "../../../src/config/schema.ts";
import type { Plan } from "../../../src/plan/schema.ts";
import { renderSummary } from "../../../src/render/summary.ts";
import { dateWords } from "../../../src/time/date-words.ts";
import { formatDay, MICROS_PER_DAY } from "../../../src/time/instant.ts";
import {
  configOf,
  dataSetOf,
  driftOf,
  inventoryOf,
  NOW,
  planOf,
  runsOf,
  seriesOf,
} from "../../support/values.ts";

const TODAY = "2025-08-14";
const STEP = [0.9, 0.91, 0.9, 0.92, 0.91, 0.9, 0.8, 0.81, 0.8, 0.79, 0.8, 0.81];

/** So many samples on each of the last days, yesterday the last. */
function feedOf(perDay: number, days = 90) {
  const list = Array.from({ length: days }, (_, i) => ({
    day: formatDay(Math.floor(NOW / MICROS_PER_DAY) - days + i),
    samples: perDay,
  }));
  const samples = { counted: perDay * days, undated: 0, unlisted: 0, uncounted_files: 0 };
  return inventoryOf({
    samples,
    days: list,
    datasets: [dataSetOf({ samples: perDay * days, days: list })],
  });
}

const worse = driftOf({ series: [seriesOf(STEP)] });
const fine = driftOf({ runs: runsOf("PPP") });

describe("the dates", () => {
  const schedule = { cadence: "P100D", anchor: { date: "2025-09-20" } } as const;
  const requirements = { minimum_replay_size: 9500 };

  test("an early retraining: from the day on which data suffices to the day before a freeze", () => {
    // 100 a day for 90 days are 9,000; the feed is 20 days younger than its window.
    const config = configOf({
      requirements: { minimum_replay_size: 4000 },
      schedule: {
        ...schedule,
        data_window_days: 90,
        blackouts: [{ from: "2025-09-05", to: "2025-09-08", reason: "audit" }],
      },
    });
    const { decision } = planOf({ config, drift: worse, inventory: feedOf(100, 30) });
    // 3,000 are there; today brings its 100 by the 15th: the tenth day later has 4,000. A training of 24
    // hours that begins on the 4th would run into the freeze.
    expect(decision).toMatchObject({
      action: "retrain_early",
      ...{ earliest: "2025-08-24", on: "2025-08-24", until: "2025-09-03", calendar: "2025-09-20" },
      held_back_by: [{ by: "data", value: 3000, limit: 4000, until: "2025-08-24" }],
    });
    expect(decision.ask[0]?.do).toBe(
      "Bring the 20 Sep 2025 retraining forward to 24 Aug 2025 to 3 Sep 2025",
    );
    expect(decision.because[0]?.finding).toBe("F2");
  });

  test("a freeze that holds today, and what comes after it", () => {
    const config = configOf({
      requirements: { minimum_replay_size: 100 },
      schedule: {
        ...schedule,
        blackouts: [{ from: "2025-08-10", to: "2025-08-20", reason: "audit" }],
      },
    });
    const { decision } = planOf({ config, drift: worse });
    expect(decision).toMatchObject({
      action: "retrain_early",
      ...{ earliest: "2025-08-21", on: "2025-08-21", calendar: "2025-09-20" },
      held_back_by: [{ by: "blackout", until: "2025-08-21" }],
    });
  });

  test("a feed that never brings enough, and one that has stopped", () => {
    const config = configOf({ requirements, schedule: { ...schedule, data_window_days: 30 } });
    for (const inventory of [feedOf(100), stopped(20)]) {
      const { decision } = planOf({ config, drift: worse, inventory });
      expect(decision).toMatchObject({ action: "wait", on: null, earliest: null });
    }
    const { decision } = planOf({ config, drift: worse, inventory: stopped(20) });
    expect(decision.data[0]).toContain("no new data since 24 Jul 2025");
  });

  test("nothing tells the minimum: then it cannot be decided, and says what to state", () => {
    const config = configSchema.parse({});
    const { decision } = planOf({ config, drift: fine, inventory: feedOf(100) });
    expect(decision).toMatchObject({ action: "cannot_decide", on: null });
    expect(decision.headline).toBe("no minimum is stated");
    expect(decision.ask[0]?.do).toContain("requirements.minimum_replay_size");
  });
});

function stopped(daysAgo: number) {
  const inventory = feedOf(500);
  const days = inventory.days.slice(0, 90 - daysAgo);
  const samples = days.reduce((sum, day) => sum + day.samples, 0);
  return inventoryOf({ days, datasets: [dataSetOf({ samples, days })] });
}

describe("what is assumed", () => {
  test("is what nobody stated: the cadence, hours, which cycles are full, the window", () => {
    const { decision } = planOf({ inventory: feedOf(100) });
    expect(decision.assumed.map(({ key }) => key)).toEqual([
      "schedule.cadence",
      "schedule.full_hours",
      "schedule.full_every",
      "schedule.data_window_days",
    ]);
  });

  test("is nothing where all is stated", () => {
    const schedule = {
      cadence: "weekly",
      full_hours: 3,
      full_every: 4,
      data_window_days: 30,
    } as const;
    const config = configOf({ schedule });
    const plan = planOf({ config, stated: { schedule }, inventory: feedOf(100) });
    expect(plan.decision.assumed).toEqual([]);
  });
});

const days = fc.integer({ min: -10, max: 60 });
const blackout = fc
  .record({ from: days, length: fc.integer({ min: 0, max: 30 }) })
  .map(({ from, length }) => {
    const first = Math.floor(NOW / MICROS_PER_DAY) + from;
    return { from: formatDay(first), to: formatDay(first + length) };
  });
const plans: fc.Arbitrary<[Plan, { from: string; to: string }[]]> = fc
  .record({
    cadence: fc.constantFrom("daily", "weekly", "monthly", "P10D"),
    lead_time: fc.constantFrom(undefined, "P2D", "PT36H"),
    blackouts: fc.array(blackout, { maxLength: 4 }),
    blackout_rule: fc.constantFrom("after", "before"),
    minimum: fc.constantFrom(undefined, 100, 3000, 3500, 50_000),
    perDay: fc.constantFrom(1, 100, 110),
    feedDays: fc.constantFrom(10, 90),
    drift: fc.constantFrom(worse, fine, driftOf({})),
  })
  .map(({ minimum, perDay, feedDays, drift, lead_time, ...schedule }) => {
    const config = configSchema.parse({
      requirements: minimum === undefined ? {} : { minimum_replay_size: minimum },
      schedule: { ...schedule, ...(lead_time === undefined ? {} : { lead_time }) },
    });
    return [planOf({ config, drift, inventory: feedOf(perDay, feedDays) }), schedule.blackouts];
  });

describe("for any calendar, data and model", () => {
  test("the advised day is not before the earliest, nor in a blackout, nor in the past", () => {
    fc.assert(
      fc.property(plans, ([{ decision }, blackouts]) => {
        const { on, earliest, until, calendar } = decision;
        for (const day of [on, until, earliest].filter((day) => day !== null)) {
          expect(day >= TODAY).toBe(true);
          for (const { from, to } of blackouts) expect(day < from || day > to).toBe(true);
        }
        if (on !== null && earliest !== null) expect(on >= earliest).toBe(true);
        if (until !== null) expect(on !== null && until > on).toBe(true);
        if (until !== null && calendar !== null) expect(until < calendar).toBe(true);
        const next = decision.tiles.find(({ label }) => label === "Next retraining");
        const said = on === null ? "Day unknown" : on === TODAY ? "Today" : dateWords(on);
        if (next?.value !== "None") expect(next?.value).toBe(said);
      }),
    );
  });

  test("the action, the dates and the verdicts agree, on every screen", () => {
    fc.assert(
      fc.property(plans, ([plan]) => {
        const { decision, current_state } = plan;
        const { action, on, calendar, earliest } = decision;
        const { status } = current_state.data_availability.sufficiency;
        if (action === "retrain_now") expect([on, status]).toEqual([TODAY, "sufficient"]);
        if (action === "retrain_as_scheduled") expect(on).toBe(calendar);
        if (action === "retrain_early" && calendar !== null) expect(on && on < calendar).toBe(true);
        if (action === "cannot_decide") expect(on).toBeNull();
        if (status === "insufficient") expect(earliest).not.toBe(TODAY);
        const screen = {
          ...{ columns: 80, isTerminal: true, isUnicode: true },
          paint: (_: string, text: string) => text,
        };
        const text = renderSummary(plan, ["plan.html"], screen);
        expect(text.startsWith(decision.title.toUpperCase())).toBe(true);
        expect(text.split("\n").length - 1).toBeLessThanOrEqual(14);
      }),
    );
  });
});
