import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { changesBetween } from "../../../src/plan/changes/changes.ts";
import type { PlanInputs } from "../../../src/plan/plan.ts";
import type { Plan } from "../../../src/plan/schema.ts";
import { NO_HISTORY, type TrainingRun } from "../../../src/schedule/history.ts";
import { formatDay, MICROS_PER_DAY, parseDay } from "../../../src/time/instant.ts";
import {
  configOf,
  driftOf,
  inventoryOf,
  NOW,
  planOf,
  runsOf,
  seriesOf,
} from "../../support/values.ts";

const PREVIOUS = {
  ...{ path: "plans/old", sha256: "00", tool_version: "0.0.0" },
  generated_at: "2025-08-14T08:00:00+00:00",
};

function between(a: Plan, b: Plan, most?: number) {
  return changesBetween(a, b, PREVIOUS, most);
}

/** `[topic] message` of each change. */
function said(a: Plan, b: Plan): string[] {
  return between(a, b).groups.flatMap(({ topic, changes }) =>
    changes.map(({ message }) => `[${topic}] ${message}`),
  );
}

function planned(schedule: ConfigInput["schedule"], inputs: Partial<PlanInputs> = {}): Plan {
  return planOf({ config: configOf({ schedule }), ...inputs });
}

const later = (days: number) => ({ now: NOW + days * MICROS_PER_DAY });
const TUESDAYS = { anchor: { weekday: "tuesday" as const, time: "06:00" } };

describe("a plan like the one before", () => {
  test("has no change", () => {
    expect(between(planOf(), planOf())).toEqual({
      status: "same",
      message: "Nothing has changed since the plan of 2025-08-14T08:00:00+00:00",
      previous: PREVIOUS,
      groups: [],
      dates: { as_planned: 6, come_due: 0, beyond: 0, message: "6 dates as planned" },
      due: [],
    });
  });

  test("a week later has moved on by a cadence, and no date has moved", () => {
    // Every cycle is full, for else full and incremental ones change places.
    const schedule = { ...TUESDAYS, full_every: 1 };
    const changes = between(planned(schedule), planned(schedule, later(7)));
    expect(changes.status).toBe("same");
    expect(changes.dates).toEqual({
      ...{ as_planned: 5, come_due: 1, beyond: 1 },
      message: "5 dates as planned, 1 cycle came due, 1 planned beyond that plan's last",
    });
  });

  test.each(["daily", "weekly", "biweekly", "monthly", "P10D", "PT36H"])(
    "a cadence later is as planned without an anchor, too: %s",
    (cadence) => {
      const schedule = { cadence, full_every: 1 };
      const first = planned(schedule);
      const next = first.schedule[0]?.scheduled_at as string;
      const second = planned(schedule, { now: Date.parse(next) * 1000 });
      expect(said(first, second)).toEqual([]);
      expect(between(first, second).dates).toMatchObject({ as_planned: 5, come_due: 1 });
    },
  );
});

describe("dates", () => {
  const blackouts = [{ from: "2025-08-26", to: "2025-08-26", reason: "change freeze" }];

  test("that a blackout moves, and moves back", () => {
    const [free, frozen] = [planned(TUESDAYS), planned({ ...TUESDAYS, blackouts })];
    expect(said(free, frozen)).toEqual([
      "[dates] Moved: 2025-08-26 → 2025-08-27: because of change freeze (26 Aug 2025)",
    ]);
    expect(said(frozen, free)).toEqual([
      "[dates] Moved: 2025-08-27 → 2025-08-26: no longer in the way is change freeze (26 Aug 2025)",
    ]);
    expect(between(free, frozen).dates?.as_planned).toBe(5);
  });

  test("that are left out, and planned anew", () => {
    const long = [{ from: "2025-08-26", to: "2025-09-01", reason: "holidays" }];
    const [free, frozen] = [planned(TUESDAYS), planned({ ...TUESDAYS, blackouts: long })];
    expect(said(free, frozen)[0]).toBe(
      "[dates] No longer planned: 2025-08-26: skipped because of holidays (26 Aug 2025 to 1 Sep 2025)",
    );
    expect(said(frozen, free)[1]).toBe(
      "[dates] Newly planned: 2025-08-26: no longer in the way is holidays (26 Aug 2025 to 1 Sep 2025)",
    );
  });

  test("without an anchor move with the day of the plan", () => {
    expect(said(planned({}), planned({}, later(1)))).toEqual([
      "[dates] Moved: 2025-08-21 → 2025-08-22, 2025-08-28 → 2025-08-29, 2025-09-04 → 2025-09-05, " +
        "2025-09-11 → 2025-09-12, 2025-09-18 → 2025-09-19, 2025-09-25 → 2025-09-26: " +
        "without `schedule.anchor` dates are counted from the day of the plan",
    ]);
  });

  test("move with another anchor, by hours too", () => {
    const monday = { anchor: { weekday: "monday" as const, time: "06:00" } };
    expect(said(planned(TUESDAYS), planned(monday))[0]).toMatch(
      /^\[dates\] Moved: 2025-08-19 → 2025-08-18, .*: they are now anchored to monday 06:00$/,
    );
    const eight = { anchor: { weekday: "tuesday" as const, time: "08:00" } };
    expect(said(planned(TUESDAYS), planned(eight))[0]).toMatch(
      /^\[dates\] Moved: 2025-08-19 06:00 → 2025-08-19 08:00, /,
    );
  });

  test("of another cadence are not told one by one", () => {
    expect(said(planned({}), planned({ cadence: "monthly" }))[0]).toBe(
      "[dates] Cadence: weekly → monthly, so that every date is another: " +
        "next cycle 2025-08-21 → 2025-09-14",
    );
  });

  test("that the plan no longer covers", () => {
    expect(said(planned({}), planned({ cycles: 4 }))).toEqual([
      "[dates] No longer planned: 2025-09-18, 2025-09-25: beyond this plan's last cycle",
    ]);
    expect(between(planned({ cycles: 4 }), planned({})).dates?.beyond).toBe(2);
  });

  test("whose type is another one, as full ones are counted from the first", () => {
    expect(said(planned(TUESDAYS), planned(TUESDAYS, later(7)))).toEqual([
      "[dates] Type: 2025-08-26 now full retrain, 2025-09-16 now incremental, " +
        "2025-09-23 now full retrain: full ones are counted from a plan's first cycle",
    ]);
    expect(said(planned(TUESDAYS), planned({ ...TUESDAYS, full_every: 2 }))).toEqual([
      "[dates] Type: 2025-09-02 now full retrain: one in 2 is full, before one in 4",
    ]);
  });

  test("whose type is another one, as the history has what was not planned", () => {
    const run = { samples: null, hours: null, gpus: null, storageGb: null, cost: null };
    const history = (...types: readonly TrainingRun["type"][]) => ({
      ...NO_HISTORY,
      runs: types.map((type, k) => ({ ...run, at: NOW - (9 - k) * MICROS_PER_DAY, type })),
    });
    const planWith = (...types: readonly TrainingRun["type"][]) =>
      planned({ ...TUESDAYS, cycles: 2 }, { history: history(...types) });
    const past = ["full_retrain", "incremental", "incremental"] as const;
    expect(said(planWith(...past), planWith(...past, "full_retrain"))).toEqual([
      "[dates] Type: 2025-08-26 now incremental: full ones are counted from the last full " +
        "training, before the plan that of 2025-08-08",
    ]);
  });

  test("of which one will have too few samples", () => {
    const of = (perDay: number) => {
      const days = Array.from({ length: 60 }, (_, i) => ({
        day: formatDay(parseDay("2025-06-15") + i),
        samples: perDay,
      }));
      const samples = { counted: 60 * perDay, undated: 0, unlisted: 0, uncounted_files: 0 };
      return planOf({ inventory: inventoryOf({ days, samples }) });
    };
    const own = said(of(4000), of(40)).filter((line) => line.startsWith("[dates]"));
    // 30 days of 40 samples each, where 100,000 are needed.
    expect(own[0]).toBe(
      "[dates] Samples of 6 cycles: enough → short: 2025-08-21, 2025-08-28, 2025-09-04, " +
        "2025-09-11, 2025-09-18, 2025-09-25",
    );
  });
});

describe("decision and samples", () => {
  const samples = { counted: 90_000, undated: 90_000, unlisted: 0, uncounted_files: 0 };
  const starved = planOf({ inventory: inventoryOf({ samples, files: 3 }) });

  test("that have become worse, and better", () => {
    const changes = between(planOf(), starved);
    expect(changes.groups.map(({ topic }) => topic)).toEqual(["decision", "samples", "dates"]);
    expect(said(planOf(), starved).slice(0, 4)).toEqual([
      "[decision] Decision: retrain as scheduled → wait (for data: 90,000 of 100,000 samples, unknown when there will be enough)",
      "[decision] Sufficiency: sufficient → insufficient",
      "[samples] Samples that certainly count: 120,000 → 90,000 (-30,000) of 100,000 needed",
      "[samples] Files: 2 → 3 (+1)",
    ]);
    expect(changes.groups[0]?.changes[0]?.tone).toBe("worse");
    expect(between(starved, planOf()).groups[0]?.changes[0]?.tone).toBe("better");
  });

  test("that validations have changed", () => {
    const drift = driftOf({ runs: runsOf("PPF") });
    expect(said(planOf(), planOf({ drift }))).toEqual([
      "[decision] Decision: retrain as scheduled → cannot decide (only 2 of the last 3 validations passed)",
      "[decision] Recommendation: continue monitoring → investigate and retrain",
      "[decision] Validation trend: stable → unstable",
      "[decision] Performance degradation: no → unknown",
      expect.stringMatching(/^\[problems\] New: /),
      expect.stringMatching(/^\[checklist\] No longer done: Model validation suite prepared/),
    ]);
  });
});

describe("problems", () => {
  const withProblems = (...problems: [string, string][]) =>
    planOf({
      inventory: inventoryOf({ problems: problems.map(([path, problem]) => ({ path, problem })) }),
    });

  test("that are new, gone, or others", () => {
    const before = withProblems(["a.csv", "line 1"], ["b.csv", "line 2"], ["d.csv", "line 3"]);
    const now = withProblems(["b.csv", "line 9"], ["c.csv", "line 4"], ["d.csv", "line 3"]);
    const own = said(before, now).filter((line) => line.startsWith("[problems]"));
    expect(own).toEqual([
      "[problems] New: c.csv: line 4",
      "[problems] Other: b.csv: line 9 (before: line 2)",
      "[problems] Gone: a.csv: line 1",
    ]);
  });

  test("in thousands are listed in part, and their number is said", () => {
    const many = Array.from({ length: 10_000 }, (_, i): [string, string] => [`${i}.csv`, "bad"]);
    const [group] = between(planOf(), withProblems(...many), 20).groups.filter(
      ({ topic }) => topic === "problems",
    );
    expect(group?.changes).toHaveLength(20);
    expect(group?.left_out).toBe(9980);
    expect(between(planOf(), withProblems(...many)).message).toMatch(/^10,00\d changes since/);
  });
});

describe("metrics", () => {
  const judged = (values: number[], source = "metrics/*.json") =>
    planOf({ drift: driftOf({ series: [seriesOf(values, { source })], runs: runsOf("PPP") }) });
  const metricsOf = (a: Plan, b: Plan) => said(a, b).filter((line) => line.startsWith("[metrics]"));

  test("that have moved", () => {
    const [before, now] = [judged([0.9, 0.91, 0.9]), judged([0.9, 0.91, 0.9, 0.81])];
    expect(metricsOf(before, now)).toEqual([
      // 0.81 / 0.9 - 1 = -10 %
      "[metrics] val_auc: 0.9 → 0.81 (-10.0 %, worse), unknown as before",
    ]);
    expect(metricsOf(now, before)[0]).toBe(
      "[metrics] val_auc: 0.81 → 0.9 (+11.1 %, better), unknown as before",
    );
  });

  test("with another verdict", () => {
    const flat = [0.9, 0.91, 0.9, 0.92, 0.91, 0.9, 0.91, 0.9, 0.91, 0.9, 0.92, 0.91];
    const fallen = [0.9, 0.91, 0.9, 0.92, 0.91, 0.9, 0.6, 0.61, 0.6, 0.59, 0.6, 0.61];
    expect(metricsOf(judged(flat), judged(fallen))).toEqual([
      "[metrics] val_auc: stable → degrading, 0.91 → 0.61 (-33.0 %, worse)",
    ]);
  });

  test("that are not a number, new, or gone", () => {
    expect(metricsOf(judged([0.9, 0.9]), judged([0.9, Number.NaN]))[0]).toBe(
      "[metrics] val_auc: unknown → unstable, 0.9 → no number",
    );
    expect(metricsOf(planOf(), judged([0.9]))).toEqual(["[metrics] val_auc: new, at 0.9, unknown"]);
    expect(metricsOf(judged([0.9]), planOf())).toEqual([
      "[metrics] val_auc: no longer found (it was unknown)",
    ]);
  });

  test("of one name from two sources are told apart", () => {
    expect(metricsOf(judged([0.9], "a.json"), judged([0.9], "b.json"))).toEqual([
      "[metrics] val_auc (a.json): no longer found (it was unknown)",
      "[metrics] val_auc (b.json): new, at 0.9, unknown",
    ]);
  });
});

test("what the plan rests on", () => {
  const config = configOf({ model: { name: "churn", version: "1.1" }, timezone: "Europe/Berlin" });
  const before = planOf({ config: configOf({ model: { name: "churn", version: "1.0" } }) });
  const file = { path: "retrain-plan.yaml", sha256: "b9de18457254ff545e87788f" };
  expect(said(before, planOf({ config, file, version: "0.1.0" })).slice(0, 4)).toEqual([
    "[basis] Model version: 1.0 → 1.1",
    "[basis] Configuration: SHA-256 none → b9de18457254",
    "[basis] retrain-plan: 0.0.0 → 0.1.0",
    "[basis] Time zone of dates: UTC → Europe/Berlin",
  ]);
});

test("items of the checklist", () => {
  const checklist = (...items: string[]) =>
    planOf({ config: configOf({ checklist: items.map((item) => ({ item })) }) });
  expect(said(checklist("a", "b"), checklist("b", "c"))).toEqual([
    "[checklist] New: c (not done)",
    "[checklist] Gone: a",
  ]);
});
