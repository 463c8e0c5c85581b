import { describe, expect, test } from "vitest";
import { judgeAge } from "../../src/drift/age.ts";
import { holds, judge } from "../../src/gate/judge.ts";
import { createZone, MICROS_PER_DAY } from "../../src/time/instant.ts";
import type { MetricSeries } from "../../src/validation/evidence.ts";
import { configOf, driftOf, NOW, planOf, runsOf, seriesOf } from "../support/values.ts";

const RULES = { now: NOW, zone: createZone("UTC"), cadenceDays: 7, maxAgeDays: null };
const ago = (...days: number[]) => days.map((n) => NOW - n * MICROS_PER_DAY);
const FLAT = Array.from({ length: 20 }, (_, i) => 0.9 + ((i * 7) % 5) / 1000);

/** A metric whose last value is so many days old. */
const until = (days: number, shape: Parameters<typeof seriesOf>[1] = {}): MetricSeries => {
  const series = seriesOf(FLAT, shape);
  const points = series.points.map((p) => ({ ...p, at: p.at - days * MICROS_PER_DAY }));
  return { ...series, points };
};

describe("evidence is stale", () => {
  test.each([
    ["daily, five days silent", ago(7, 6, 5), {}, [7, false]],
    ["daily, eight days silent", ago(10, 9, 8), {}, [7, true]],
    ["weekly, 20 days silent", ago(34, 27, 20), {}, [21, false]],
    ["weekly, 22 days silent", ago(36, 29, 22), {}, [21, true]],
    ["quarterly, 200 days silent", ago(382, 291, 200), {}, [273, false]],
    ["hourly, on one day alone", ago(2, 2.04, 2.08), {}, [21, false]],
    ["a single one, within three cadences", ago(20), {}, [21, false]],
    ["a single one, beyond them", ago(22), {}, [21, true]],
    ["a single one of a monthly model", ago(80), { cadenceDays: 30.4 }, [91.2, false]],
    ["weekly, with ten days allowed", ago(25, 18, 11), { maxAgeDays: 10 }, [10, true]],
  ])("after three of its own intervals: %s", (_, times, rules, [most, stale]) => {
    const age = judgeAge(times, { ...RULES, ...rules });
    expect(age?.max_days).toBeCloseTo(most as number);
    expect(age?.stale).toBe(stale);
  });

  test("a rhythm that changed long ago does not count", () => {
    const monthly = Array.from({ length: 40 }, (_, i) => 400 + i * 30);
    const weekly = Array.from({ length: 30 }, (_, i) => 25 + i * 7);
    expect(judgeAge(ago(...monthly, ...weekly), RULES)).toMatchObject({
      max_days: 21,
      stale: true,
    });
  });

  test("nothing has no age", () => {
    expect(judgeAge([], RULES)).toBeNull();
  });
});

describe("a stale model", () => {
  const drift = driftOf({ series: [until(453)] });

  test("has no trend, and the first thing to do is to evaluate it", () => {
    expect(drift).toMatchObject({
      ...{ validation_trend: "unknown", performance_degradation: "unknown" },
      evaluation_age: { days: 453, usual_interval_days: 7, stale: true },
      metrics: [{ verdict: "unknown", rule: "stale" }],
    });
    const plan = planOf({ drift });
    expect(plan.recommendations[0]).toBe("Evaluate the model: it was last evaluated 453 days ago");
    expect(plan.findings[0]).toMatchObject({
      message:
        "The model was last evaluated 453 days ago (18 May 2024; usually every 7 days): its performance today is unknown",
    });
    expect(plan.decision.why).toContain("last evaluated 453 days ago");
  });

  test("shuts the gate", () => {
    const plan = planOf({ drift });
    expect(holds(judge(plan, ["degradation", "urgent", "unknown"]))).toBe(false);
    expect(holds(judge(plan, ["degradation", "urgent"]))).toBe(true);
    const rule = (max_evaluation_age_days: number) =>
      configOf({ gate: { rules: { max_evaluation_age_days } } });
    expect(judge(plan, [], rule(30))).toMatchObject([
      { verdict: "fail", actual: "last evaluated 453 days ago, on 2024-05-18" },
    ]);
    expect(judge(plan, [], rule(453))).toMatchObject([{ verdict: "pass" }]);
    expect(judge(plan, [], configOf({ metrics: { auc: { floor: 0.5 } } }))).toMatchObject([
      { verdict: "unknown", actual: "val_auc was last evaluated 453 days ago" },
    ]);
  });

  test("is so however bad it was", () => {
    const step = seriesOf([...FLAT.slice(0, 12), 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7]);
    const points = step.points.map((p) => ({ ...p, at: p.at - 100 * MICROS_PER_DAY }));
    const drift = driftOf({ series: [{ ...step, points }] });
    expect(drift).toMatchObject({
      ...{ validation_trend: "unknown", performance_degradation: "unknown" },
      recommendation: "investigate_and_retrain",
      metrics: [{ verdict: "degrading", rule: "drift", age: { stale: true } }],
    });
    const plan = planOf({ drift });
    expect(plan.recommendations.slice(0, 2)).toEqual([
      "Evaluate the model: it was last evaluated 100 days ago",
      "Retrain if the new evaluation confirms it: degradation of val_auc",
    ]);
    expect(plan.decision.why).toContain("last evaluated 100 days ago");
    expect(holds(judge(plan, ["degradation", "urgent", "unknown"]))).toBe(false);
    expect(judge(plan, ["degradation", "urgent"]).map(({ verdict }) => verdict)).toEqual([
      "unknown",
      "unknown",
    ]);
  });

  test("keeps a bad verdict of its last evaluation, and no good one", () => {
    const old = (values: readonly number[], shape = {}) => {
      const series = seriesOf(values, shape);
      return {
        ...series,
        points: series.points.map((p) => ({ ...p, at: p.at - 100 * MICROS_PER_DAY })),
      };
    };
    const verdictOf = (series: MetricSeries, metric?: object) => {
      const config = configOf(metric === undefined ? {} : { metrics: { val_auc: metric } });
      const judged = driftOf({ series: [series] }, { metrics: config.metrics });
      const { metrics, recommendation } = judged;
      return [metrics[0]?.verdict, metrics[0]?.rule, recommendation];
    };
    const investigate = "investigate_and_retrain";
    expect(verdictOf(old([...FLAT.slice(1), 0.1]))).toEqual([
      ...["unstable", "newest-outlier", investigate],
    ]);
    expect(verdictOf(old([...FLAT, Number.NaN]))).toEqual([
      ...["unstable", "not-finite", investigate],
    ]);
    expect(verdictOf(old(FLAT), { floor: 0.95 })).toEqual([
      ...["degrading", "limit-crossed", investigate],
    ]);
    expect(verdictOf(old(FLAT))).toEqual(["unknown", "stale", "monitor"]);
    const better = FLAT.map((value, i) => value + (i < 12 ? 0 : 0.05));
    expect(verdictOf(old(better))).toEqual(["unknown", "stale", "monitor"]);
  });

  test("is to be investigated where its last validations failed", () => {
    const runs = runsOf("PFF").map((run) => ({ ...run, time: run.time.replace("2025", "2024") }));
    expect(driftOf({ runs })).toMatchObject({
      ...{ validation_trend: "unknown", performance_degradation: "unknown" },
      recommendation: "investigate_and_retrain",
    });
  });

  test("one that is fresh opens it", () => {
    const plan = planOf({ drift: driftOf({ series: [until(6)] }) });
    expect(holds(judge(plan, ["degradation", "urgent", "unknown"]))).toBe(true);
  });
});

describe("of several sources", () => {
  const old = until(100, { metric: "auc", source: "old.csv" });

  test("a stale metric that no other measures leaves the trend unknown", () => {
    const drift = driftOf({ series: [old, until(0, { metric: "f1", source: "new.csv" })] });
    expect(drift.validation_trend).toBe("unknown");
    expect(drift.reasons[0]?.code).toBe("metrics-stale-some");
  });

  test("one that another source measures is superseded", () => {
    const drift = driftOf({ series: [old, until(0, { metric: "val_auc", source: "new.csv" })] });
    expect(drift).toMatchObject({ validation_trend: "stable", performance_degradation: "no" });
  });

  test("one that was bad does not count once another source measures it", () => {
    const bad = { ...old, points: old.points.map((p, i) => ({ ...p, value: i < 12 ? 0.9 : 0.7 })) };
    const drift = driftOf({ series: [bad, until(0, { metric: "val_auc", source: "new.csv" })] });
    expect(drift).toMatchObject({
      ...{ validation_trend: "stable", recommendation: "continue_monitoring" },
      metrics: [{ verdict: "degrading" }, { verdict: "stable" }],
    });
  });

  test("one beside primary ones does not count", () => {
    const { metrics } = configOf({ metrics: { f1: { primary: true } } });
    const fresh = until(0, { metric: "f1", source: "new.csv" });
    expect(driftOf({ series: [old, fresh] }, { metrics }).validation_trend).toBe("stable");
  });

  test("validation runs that ceased long ago say nothing", () => {
    const runs = runsOf("FFF").map((run) => ({ ...run, time: run.time.replace("2025", "2024") }));
    const drift = driftOf({ runs, series: [until(0)] });
    expect(drift).toMatchObject({ validation_trend: "stable", runs_age: { stale: true } });
    expect(drift.reasons.map(({ code }) => code)).toContain("runs-stale");
    expect(driftOf({ runs }).validation_trend).toBe("unknown");
  });
});

describe("a metric has ended", () => {
  const last = (series: MetricSeries, count: number): MetricSeries => ({
    ...series,
    points: series.points.slice(0, series.points.length - count),
  });
  const first = (series: MetricSeries, from: number): MetricSeries => ({
    ...series,
    points: series.points.slice(from),
  });
  const auc = seriesOf(FLAT, { metric: "auc", source: "m.csv" });
  const f1 = seriesOf(FLAT, { metric: "f1", source: "m.csv" });

  test.each([
    ["measured to the last", auc, false],
    ["missed twice", last(auc, 2), false],
    ["missed three times", last(auc, 3), true],
    [
      "measured every fourth time",
      { ...auc, points: auc.points.filter((_, i) => i % 4 === 0) },
      false,
    ],
    ["of two points", { ...auc, points: auc.points.slice(0, 2) }, false],
  ])("when others of its source go on: %s", (_, series, isEnded) => {
    const drift = driftOf({ series: [series, f1] });
    expect(drift.metrics[0]?.ended !== null).toBe(isEnded);
    const plan = planOf({ drift });
    expect(holds(judge(plan, ["degradation", "urgent", "unknown"]))).toBe(!isEnded);
  });

  test("and its likely successor is named", () => {
    const renamed = { ...first(auc, 16), metric: "roc_auc" };
    const drift = driftOf({ series: [last(auc, 4), f1, renamed] });
    expect(drift.metrics[0]).toMatchObject({
      ...{ name: "auc", rule: "ended" },
      ended: { missed: 4, successor: "roc_auc", continuing: "f1" },
    });
    expect(drift.reasons[0]?.message).toBe(
      "auc (m.csv) has ended: no value since 17 Jul 2025, in 4 later evaluations, while f1 continues; roc_auc began then and is probably its successor",
    );
    const soon = { ...first(auc, 19), metric: "roc_auc" };
    expect(driftOf({ series: [last(auc, 1), f1, soon] }).metrics[0]?.rule).toBe("ended");
  });

  test("but not a metric that began when several ended", () => {
    const began = { ...first(auc, 19), metric: "lightgbm.auc" };
    const series = ["dummy.auc", "linear.auc"].map((metric) => ({ ...last(auc, 1), metric }));
    for (const { ended } of driftOf({ series: [...series, f1, began] }).metrics) {
      expect(ended).toBeNull();
    }
  });

  test("not when its source pauses as a whole", () => {
    const drift = driftOf({ series: [until(30, { metric: "auc" }), until(30, { metric: "f1" })] });
    expect(drift.metrics.map(({ rule }) => rule)).toEqual(["stale", "stale"]);
  });

  test("worse news comes before it", () => {
    const step = {
      ...f1,
      points: f1.points.map((p, i) => ({ ...p, value: i < 12 ? p.value : 0.7 })),
    };
    expect(driftOf({ series: [last(auc, 4), step] }).performance_degradation).toBe("yes");
  });
});
