import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type DecisionInputs, decide } from "../../src/policy/decide.ts";
import { MICROS_PER_DAY } from "../../src/time/instant.ts";
import type { MetricSeries } from "../../src/validation/evidence.ts";
import { randomNormal, randomUniform } from "../bench/noise.mjs";
import { configOf, driftOf, NOW, seriesOf } from "../support/values.ts";

const COSTS = { retraining_cost: 40 };
const LOSS = { val_error: { loss_cost_per_day: 100 } };

interface World {
  versions?: number;
  /** Weeks that a version served; the last one as long as `last` says. */
  life?: number;
  last?: number;
  /** Loss per week of age. */
  aging?: number;
  noise?: number;
  step?: number;
  /** Between two points; ages are in so many days. */
  everyDays?: number;
}

/** Weekly errors of versions, one after another; `step` is added to all of the last one but its first two. */
function errors(world: World = {}): MetricSeries {
  const { versions = 8, life = 6, last = life, aging = 0.01, noise = 0.004, step = 0 } = world;
  const { everyDays = 7 } = world;
  const normal = randomNormal(randomUniform(5));
  const rows = Array.from({ length: versions }, (_, v) =>
    Array.from({ length: v === versions - 1 ? last : life }, (_, age) => ({
      version: `v${v + 1}`,
      loss: 0.2 + aging * age + noise * normal() + (v === versions - 1 && age > 1 ? step : 0),
    })),
  ).flat();
  return seriesOf(
    rows.map(({ loss }) => loss),
    { metric: "val_error", everyDays, versions: rows.map(({ version }) => version) },
  );
}

function decision(
  series: readonly MetricSeries[],
  policy: ConfigInput["policy"] = COSTS,
  changes: Partial<DecisionInputs> = {},
  metrics: ConfigInput["metrics"] = LOSS,
) {
  return decide({
    policy: configOf({ policy }).policy,
    rules: configOf({ metrics }).metrics,
    series,
    metrics: driftOf({ series: [...series] }).metrics,
    now: NOW,
    calendarDays: 7,
    ...{ hasSamples: true, isAuto: true },
    ...changes,
  });
}

describe("decide", () => {
  test("asks for the costs by name", () => {
    expect(decision([errors()], {}, {}, {})).toMatchObject({
      status: "costs_missing",
      asks_for: ["policy.retraining_cost", "metrics.<name>.loss_cost_per_day"],
    });
    expect(decision([errors()], { retraining_cost: 5 }, {}, {}).asks_for).toEqual([
      "metrics.<name>.loss_cost_per_day",
    ]);
  });

  test("asks which metric, where several are alike", () => {
    const other = { ...errors(), metric: "test_error" };
    const cost = { loss_cost_per_day: 100 };
    expect(decision([errors(), other], COSTS, {}, { error: cost })).toMatchObject({
      status: "metric_missing",
      asks_for: ["metrics.error"],
    });
    const named = decision([errors(), other], COSTS, {}, { test_error: cost });
    expect(named.metric?.name).toBe("test_error");
  });

  // √(2 · 40/(100 · 0.01/7)) = 23.7 days; the rate √(2 · 40 · 100 · 0.01/7) = 3.38 a day.
  test("finds the best period of steady aging, in days", () => {
    const found = decision([errors()]);
    expect(found.status).toBe("supported");
    expect(found.aging).toMatchObject({ shape: "linear", versions: 8, points: 48, step_days: 7 });
    expect(found.aging?.slope_per_day).toBeCloseTo(0.01 / 7, 4);
    expect(found.best?.period_days).toBeGreaterThan(22);
    expect(found.best?.period_days).toBeLessThan(26);
    expect(found.best?.cost_per_day).toBeCloseTo(3.38, 0);
    const { band_days: band, interval_days: interval, period_days: period } = found.best ?? {};
    expect((band?.from as number) / (period as number)).toBeCloseTo(0.64, 2);
    expect((band?.to as number) / (period as number)).toBeCloseTo(1.56, 2);
    expect(interval?.from).toBeLessThan(period as number);
    expect(interval?.to).toBeGreaterThan(period as number);
    expect(found).toMatchObject({ present_days: 42, present_by: "versions" });
  });

  test("is the same where higher is better", () => {
    const { points, ...of } = errors();
    const accuracy = points.map((point) => ({ ...point, value: 1 - point.value }));
    const series = { ...of, metric: "val_accuracy", points: accuracy };
    const cost = { val_accuracy: LOSS.val_error };
    expect(decision([series], COSTS, {}, cost).best?.period_days).toBeCloseTo(
      decision([errors()]).best?.period_days as number,
      9,
    );
  });

  test("√2 times the period for twice the cost ratio", () => {
    const { sensitivity } = decision([errors()]);
    const [half, one, twice] = sensitivity.map(({ period_days: days }) => days as number);
    // The prior moves with the configured ratio alone.
    expect((one as number) / (half as number)).toBeCloseTo(Math.SQRT2, 9);
    expect((twice as number) / (one as number)).toBeCloseTo(Math.SQRT2, 9);
  });

  test("supports no cadence where models do not age beyond the noise", () => {
    const found = decision([errors({ aging: 0, noise: 0.02 })]);
    expect(found).toMatchObject({ status: "unsupported", best: null, comparison: null });
  });

  test("cannot tell aging with one version, or none", () => {
    expect(decision([errors({ versions: 1 })]).status).toBe("not_identified");
    expect(decision([seriesOf([0.1, 0.2, 0.3], { metric: "val_error" })]).status).toBe(
      "not_identified",
    );
  });

  test("never, where models become better with age", () => {
    expect(decision([errors({ aging: -0.01 })])).toMatchObject({
      status: "never",
      best: { period_days: null, band_days: null },
    });
  });

  test("compares on common paths: nothing beats the oracle, and the plan beats its rivals", () => {
    const { comparison } = decision([errors()]);
    const by = Object.fromEntries((comparison?.rows ?? []).map((row) => [row.way, row]));
    expect(comparison).toMatchObject({ paths: 200, days: 365 });
    expect(by.oracle?.mean).toBeLessThanOrEqual(by.this_plan?.mean as number);
    expect(by.this_plan?.mean).toBeLessThan(by.weekly?.mean as number);
    expect(by.this_plan?.mean).toBeLessThan(by.never?.mean as number);
    expect(by.weekly?.chance_plan_is_cheaper).toBe(1);
    expect(by.oracle?.chance_plan_is_cheaper).toBe(0);
    expect(decision([errors()])).toEqual(decision([errors()]));
  });

  // By hand, of 365 days: 52 retrainings of 40 and 52 weeks of ages 0 … 6; never, ages 0 … 364; 100 a day.
  test.each([1, 7, 30, 45])(
    "a year costs the same, whether evaluated every %i days",
    (everyDays) => {
      const { comparison, aging } = decision([
        errors({ everyDays, aging: 0.002 * everyDays, noise: 0.001 }),
      ]);
      const by = Object.fromEntries((comparison?.rows ?? []).map((row) => [row.way, row.mean]));
      const slope = aging?.fitted_per_day as number;
      expect((by.weekly as number) / (52 * 40 + 100 * slope * 52 * 21)).toBeCloseTo(1, 2);
      expect((by.never as number) / ((100 * slope * 364 * 365) / 2)).toBeCloseTo(1, 2);
      expect(by.this_plan).toBeLessThan(by.weekly as number);
    },
  );

  test("this plan is what is planned: auto, or the calendar beside it", () => {
    const series = [errors({ noise: 0.001 })];
    const waysOf = (changes: Partial<DecisionInputs>) =>
      Object.fromEntries(
        (decision(series, COSTS, changes).comparison?.rows ?? []).map((row) => [row.way, row]),
      );
    const auto = waysOf({});
    expect(Object.keys(auto)).not.toContain("cadence_auto");
    const weekly = waysOf({ isAuto: false, calendarDays: 7 });
    expect(weekly.this_plan?.mean).toBe(weekly.weekly?.mean);
    expect(weekly.cadence_auto?.mean).toBe(auto.this_plan?.mean);
    expect(weekly.cadence_auto?.chance_plan_is_cheaper).toBe(0);
    const never = decision([errors({ aging: -0.01 })]).comparison?.rows ?? [];
    // Never is cheapest, and the weekly calendar is kept all the same.
    expect(never.find(({ way }) => way === "this_plan")?.mean).toBeGreaterThan(1000);
    expect(never.find(({ way }) => way === "never")?.mean).toBeLessThan(0);
  });

  test("never is never, also where the present cadence tells of aging", () => {
    const found = decision([errors({ versions: 5, life: 4, aging: -0.003, noise: 0.0003 })], {
      ...{ ...COSTS, present_cadence_days: 14 },
    });
    expect(found).toMatchObject({ status: "never", best: { period_days: null, band_days: null } });
    expect(found.aging?.fitted_per_day).toBeGreaterThan(0);
    expect(found.best?.interval_days).toEqual({ from: null, to: null });
    expect(found.sensitivity.map(({ period_days: days }) => days)).toEqual([null, null, null]);
  });
});

describe("the trigger", () => {
  const harmed = errors({ last: 6, step: 0.15 });

  test("fires when the excess has cost twice a retraining", () => {
    expect(decision([errors()]).trigger).toMatchObject({ due: null, retrain_now: false });
    const { trigger } = decision([harmed]);
    expect(trigger).toMatchObject({ due: "excess", retrain_now: true, model_version: "v8" });
    expect(trigger?.age_days).toBe(35);
    expect(trigger?.threshold_cost).toBe(80);
    expect(trigger?.excess_cost).toBeGreaterThan(80);
    // Four weeks of 0.15 and a little aging, for 700 a week and unit.
    expect(trigger?.excess_cost).toBeCloseTo(0.15 * 4 * 700, -2);
  });

  test("is held back by cool-down, samples and labels, and says so", () => {
    const held = (policy: ConfigInput["policy"], changes = {}) =>
      decision([harmed], { ...COSTS, ...policy }, changes).trigger;
    expect(held({ cool_down_days: 36 })).toMatchObject({
      ...{ due: "excess", held_back_by: ["cool_down"], retrain_now: false },
    });
    expect(held({}, { hasSamples: false })).toMatchObject({
      ...{ due: "excess", held_back_by: ["too_few_samples"], retrain_now: false },
    });
    expect(held({}, { hasSamples: null })?.retrain_now).toBe(true);
    expect(held({ label_delay_days: 27 })).toMatchObject({
      ...{ due: "excess", held_back_by: ["label_delay"], retrain_now: false },
    });
  });

  test("waits for the loss of a model that was trained since the last one", () => {
    const trained = (days: number) =>
      decision([harmed], COSTS, {
        ...{ now: NOW + MICROS_PER_DAY, runs: [{ at: NOW - days * MICROS_PER_DAY }] },
      }).trigger;
    expect(trained(1)).toMatchObject({ due: "excess", held_back_by: [], retrain_now: true });
    expect(trained(-0.5)).toMatchObject({
      ...{ due: "excess", held_back_by: ["unevaluated_training"], retrain_now: false },
    });
  });

  test("fires after two best periods, whatever the excess", () => {
    const { trigger } = decision([errors()], COSTS, { now: NOW + 30 * MICROS_PER_DAY });
    expect(trigger).toMatchObject({ due: "overdue", retrain_now: true });
  });

  test("calls no model overdue by a period that the data does not support", () => {
    const found = decision([errors({ aging: 0.002, noise: 0.05 })], COSTS, {
      now: NOW + 300 * MICROS_PER_DAY,
    });
    expect(found.aging?.fitted_per_day).toBeGreaterThan(0);
    expect(found).toMatchObject({ status: "unsupported", trigger: { due: null } });
  });

  test("asks the age of the model in production, also while its labels are to come", () => {
    const series = [errors({ last: 2 })];
    const { trigger, present_days: present } = decision(series, { ...COSTS, label_delay_days: 20 });
    expect(trigger).toMatchObject({ model_version: "v8", age_days: 7, due: null, excess: 0 });
    expect(present).toBe(42);
  });
});
