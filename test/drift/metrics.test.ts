import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import {
  type DriftAssessment,
  driftSchema,
  type MetricAssessment,
} from "../../src/drift/schema.ts";
import type { MetricPoint, MetricSeries } from "../../src/validation/evidence.ts";
import { close } from "../stats/close.ts";
import { configOf, driftOf, NOW, runsOf, seriesOf } from "../support/values.ts";

/** A scatter that is none of chance, so that nothing here is left to it. */
const SCATTER = [0, 1, -1, 2, 0, -2, 1, 0, -1, 1, 2, -1, 0, -2, 1, -1, 2, 0, 1, -2, 0, 1, -1, 0];
const values = (level: (i: number) => number, n = 24, sigma = 0.002) =>
  SCATTER.slice(0, n).map((z, i) => level(i) + sigma * z);

const FLAT = values(() => 0.9);
const STEP = values((i) => (i < 14 ? 0.9 : 0.85));
const SLOPE = values((i) => 0.9 - 0.002 * i);
const RISE = SLOPE.map((value) => 1.8 - value);

type Settings = ConfigInput["drift"] & Pick<ConfigInput, "metrics">;

function judge(series: MetricSeries | MetricSeries[], settings: Settings = {}) {
  const { metrics: rules = {}, ...drift } = settings;
  const { metrics, drift: config } = configOf({ drift, metrics: rules });
  const assessment = driftOf({ series: [series].flat() }, { config, metrics, champion: null });
  expect(driftSchema.parse(assessment)).toEqual(assessment);
  return assessment;
}

function metric(assessment: DriftAssessment): MetricAssessment {
  return assessment.metrics[0] as MetricAssessment;
}

const rulesOf = (series: MetricSeries, settings?: Settings) => {
  const { verdict, rule } = metric(judge(series, settings));
  return [verdict, rule];
};

describe("a metric's verdict", () => {
  test.each([
    ["no change", FLAT, "stable", "no-drift"],
    ["a step down", STEP, "degrading", "drift"],
    ["a slope down", SLOPE, "degrading", "drift"],
    ["a slope up", RISE, "improving", "drift"],
    ["all the same", new Array(24).fill(0.9), "stable", "constant"],
    ["seven points", FLAT.slice(0, 7), "unknown", "too-few-points"],
    ["no number at last", [...FLAT, Number.NaN], "unstable", "not-finite"],
    ["an overflow at last", [...FLAT, 1e308], "unstable", "not-finite"],
    ["overflows before", [-1e308, 1e200, ...FLAT, 0.9], "stable", "no-drift"],
    ["a step of values whose squares are 0", STEP.map((v) => v * 1e-200), "degrading", "drift"],
    ["no number before", [Number.NaN, ...FLAT, 0.9], "stable", "no-drift"],
    [
      "significant and tiny",
      values((i) => (i < 14 ? 0.9 : 0.895), 24, 0.0002),
      "stable",
      "too-small",
    ],
  ])("%s", (_, of, verdict, rule) => {
    expect(rulesOf(seriesOf(of))).toEqual([verdict, rule]);
  });

  test("of a step that came back is stable, with the day on which it began", () => {
    // Among memory of .6 such a dip could be chance; not where neighbours are not alike.
    const dip = seriesOf(values((i) => (i > 9 && i < 18 ? 0.8 : 0.9)));
    expect(rulesOf(dip)).toEqual(["stable", "no-drift"]);
    const found = metric(judge(dip, { autocorrelation: 0 }));
    expect(found).toMatchObject({ verdict: "stable", rule: "recovered" });
    expect(found.step_at).toBe(found.test?.since);
    expect(found.step_at).not.toBeNull();
  });

  test("is not getting worse where only the value before the newest was low", () => {
    const values = Array.from({ length: 24 }, (_, i) => 0.9 + (i % 2) * 1e-5);
    const low = seriesOf([...values, 0.6, 0.9]);
    expect(metric(judge(low)).verdict).toBe("stable");
    const still = seriesOf([...values, 0.6, 0.6]);
    expect(metric(judge(still)).verdict).toBe("degrading");
  });

  test("by a limit still says when the drift began", () => {
    const found = metric(judge(seriesOf(STEP), { metrics: { auc: { floor: 0.88 } } }));
    expect(found).toMatchObject({ verdict: "degrading", rule: "limit-crossed" });
    expect(found.step_at).toBe(found.test?.since);
    expect(found.step_at).not.toBeNull();
  });

  test("of a loss is the other way round", () => {
    const loss = (of: number[]) => seriesOf(of, { metric: "val_loss" });
    expect(rulesOf(loss(SLOPE))).toEqual(["improving", "drift"]);
    expect(rulesOf(loss(RISE))).toEqual(["degrading", "drift"]);
  });

  test("of an unknown direction is none, and the plan asks", () => {
    const found = judge(seriesOf(SLOPE, { metric: "uplift" }));
    expect(found).toMatchObject({ validation_trend: "unknown", recommendation: "monitor" });
    expect(metric(found)).toMatchObject({ direction: null, rule: "direction-unknown" });
    expect(found.reasons.map(({ code }) => code)).toContain("metric-direction-unknown");
    const told = { metrics: { uplift: { direction: "higher" as const } } };
    expect(rulesOf(seriesOf(SLOPE, { metric: "uplift" }), told)).toEqual(["degrading", "drift"]);
  });

  test("asks for size as it is configured", () => {
    expect(rulesOf(seriesOf(STEP), { min_change: 0.2 })).toEqual(["stable", "too-small"]);
    expect(rulesOf(seriesOf(STEP), { min_effect: 100 })).toEqual(["stable", "too-small"]);
    const own = { min_change: 0.2, metrics: { auc: { min_change: 0.01 } } };
    expect(rulesOf(seriesOf(STEP), own)).toEqual(["degrading", "drift"]);
  });

  test("all of one time is unknown", () => {
    const found = judge(seriesOf(STEP, { everyDays: 0 }));
    expect(metric(found)).toMatchObject({ verdict: "unknown", rule: "one-time", trend: null });
  });
});

describe("limits", () => {
  test("are a demand, whatever the trend", () => {
    const found = judge(seriesOf(FLAT), { metrics: { auc: { floor: 0.95 } } });
    expect(metric(found)).toMatchObject({ verdict: "degrading", rule: "limit-crossed" });
    expect(found).toMatchObject({
      validation_trend: "degrading",
      performance_degradation: "yes",
      recommendation: "retrain_immediately",
    });
  });

  test("that are crossed within the noise are a doubt", () => {
    const found = judge(seriesOf([...FLAT, 0.898]), { metrics: { auc: { floor: 0.899 } } });
    expect(metric(found)).toMatchObject({ verdict: "unstable", rule: "limit-touched" });
    expect(found).toMatchObject({
      performance_degradation: "unknown",
      recommendation: "investigate_and_retrain",
    });
  });

  test("the strictest holds, and a drop is one of the baseline", () => {
    const drops = judge(seriesOf(FLAT), { metrics: { auc: { floor: 0.5, max_drop: 0.1 } } });
    const { baseline, limit } = metric(drops);
    close([limit?.value], [0.9 * (baseline?.value ?? 0)]);
    const ceiling = { metrics: { loss: { ceiling: 2, max_drop: 0.1 } } };
    const loss = metric(judge(seriesOf(FLAT, { metric: "val_loss" }), ceiling));
    close([loss.limit?.value], [1.1 * (loss.baseline?.value ?? 0)]);
  });

  test("will be crossed on the day on which the line meets them", () => {
    const exact = seriesOf(SCATTER.map((_, i) => 0.9 - 0.002 * i));
    const { forecast, trend } = metric(judge(exact, { metrics: { auc: { floor: 0.844 } } }));
    // 0.854 today, 0.002 a week: five weeks after 14 August.
    expect(forecast).toEqual({
      crosses_on: "2025-09-18",
      earliest: "2025-09-18",
      latest: "2025-09-18",
    });
    close([trend?.slope_per_day, trend?.tau], [-0.002 / 7, -1]);
    const noisy = metric(judge(seriesOf(SLOPE), { metrics: { auc: { floor: 0.844 } } })).forecast;
    expect((noisy?.earliest ?? "") < (noisy?.crosses_on ?? "")).toBe(true);
    expect((noisy?.crosses_on ?? "") < (noisy?.latest ?? "")).toBe(true);
  });

  test("are not forecast of what goes on no further", () => {
    const floor = { metrics: { auc: { floor: 0.8 } } };
    for (const of of [FLAT, STEP, RISE]) {
      expect(metric(judge(seriesOf(of), floor)).forecast).toBeNull();
    }
  });
});

describe("the change", () => {
  test("of shares is Newcombe's, of the samples of both", () => {
    // Newcombe (1998), table II (a): 56/70 less 48/80.
    const [before, after] = [seriesOf([0.6], { samples: 80 }), seriesOf([0.8], { samples: 70 })];
    const points = [...before.points, ...after.points].map((point, i) => ({
      ...point,
      at: point.at + i,
    }));
    const found = metric(judge({ ...after, metric: "accuracy", points }));
    expect(found.change?.method).toBe("newcombe");
    close(found.change?.interval ?? [], [0.0524, 0.3339], 5e-5);
    // z = 0.2/√(0.6933·0.3067·(1/80 + 1/70)) = 2.650.
    close([found.significance?.p], [0.00805], 5e-5);
    expect(found).toMatchObject({ verdict: "improving", rule: "two-proportions" });
  });

  test.each([
    ["wilson", { metric: "accuracy" }, [null, 500]],
    ["deviation", { metric: "val_auc", deviation: 0.01 }, [null, null]],
    [null, { metric: "val_auc" }, [500, 500]],
  ])("is by %s", (method, { metric: name, deviation = null }: Shape, samples) => {
    const points: MetricPoint[] = seriesOf([0.9, 0.8]).points.map((point, i) => ({
      ...point,
      deviation,
      samples: samples[i] ?? null,
    }));
    const { change } = metric(judge({ ...seriesOf([]), metric: name, points }));
    expect(change?.method).toBe(method);
    close([change?.absolute, change?.relative ?? 0], [-0.1, -1 / 9]);
  });

  test("is none of the first point, of no number, and of the champion itself", () => {
    expect(metric(judge(seriesOf([0.9], { metric: "accuracy", samples: 100 })))).toMatchObject({
      ...{ change: null, significance: null, verdict: "unknown", rule: "too-few-points" },
    });
    expect(metric(judge(seriesOf([...FLAT, Number.NaN]))).change).toBeNull();
    const champion = seriesOf([0.8, 0.9], { versions: ["1", "2"], champion: "2" });
    expect(metric(judge(champion)).change).toBeNull();
  });
});

interface Shape {
  metric: string;
  deviation?: number | null;
}

describe("whose points", () => {
  const versions = (before: number) => STEP.map((_, i) => (i < before ? "1.0.0" : "2.0.0"));

  test("are judged: those of the champion, for a new version is no drift", () => {
    const found = metric(judge(seriesOf(STEP, { versions: versions(14) })));
    expect(found).toMatchObject({ judged: "version", model_version: "2.0.0", points_judged: 10 });
    expect(found.verdict).toBe("stable");
    const kept = metric(judge(seriesOf(STEP, { versions: versions(22), champion: "1.0.0" })));
    expect(kept).toMatchObject({ model_version: "1.0.0", points_judged: 22, verdict: "degrading" });
  });

  test("of versions evaluated once are compared with the champion's", () => {
    const each = SLOPE.map((_, i) => `run-${i}`);
    const found = metric(judge(seriesOf(SLOPE, { versions: each, champion: "run-3" })));
    expect(found).toMatchObject({
      judged: "retrainings",
      baseline: { kind: "champion", points: 1 },
    });
    close([found.baseline?.value], [SLOPE[3] as number]);
  });
});

describe("several metrics", () => {
  test("are corrected for how many they are, those that are judged", () => {
    const series = ["auc", "f1", "recall", "uplift"].map((name) =>
      seriesOf(name === "auc" ? STEP : FLAT, { metric: name }),
    );
    const found = judge(series);
    const [auc, , , uplift] = found.metrics;
    expect(auc?.significance?.metrics).toBe(3);
    close([auc?.significance?.adjusted_p], [3 * (auc?.significance?.p ?? 0)]);
    expect(uplift?.significance).toBeNull();
    expect(found.reasons[0]?.message).toContain("corrected for 3 metrics");
  });

  test("primary ones alone carry the verdict", () => {
    const series = [seriesOf(STEP, { metric: "recall" }), seriesOf(FLAT, { metric: "auc" })];
    const found = judge(series, { metrics: { auc: { primary: true } } });
    expect(found).toMatchObject({ validation_trend: "stable", performance_degradation: "no" });
    expect(found.metrics.map(({ name }) => name)).toEqual(["auc", "recall"]);
    expect(found.reasons[0]).toMatchObject({ code: "metric-degrading", severity: "warning" });
    expect(judge(series).validation_trend).toBe("degrading");
  });

  test("reasons come strongest first", () => {
    const series = [
      seriesOf(SLOPE, { metric: "auc" }),
      seriesOf(FLAT, { metric: "recall" }),
      seriesOf(RISE, { metric: "f1" }),
      seriesOf(STEP, { metric: "precision" }),
    ];
    const { reasons } = judge(series, { metrics: { recall: { floor: 0.95 } } });
    expect(reasons.map(({ code, severity }) => [code, severity])).toEqual([
      ["metric-limit-crossed", "error"],
      ["metric-degrading", "error"],
      ["metric-degrading", "error"],
      ["metric-improving", "notice"],
      ["distribution-unknown", "notice"],
    ]);
    expect(reasons[0]).toMatchObject({
      message: "recall (metrics/*.json) is 0.9 on 2025-08-14, below its floor of 0.95",
      evidence: ["metrics/023.json"],
    });
  });

  test("that are configured and nowhere are named, with those that there are", () => {
    const { metrics_missing, reasons } = judge(seriesOf(FLAT), { metrics: { acu: { floor: 0 } } });
    expect(metrics_missing).toEqual(["acu"]);
    expect(reasons.find(({ code }) => code === "metrics-missing")?.message).toContain(
      "acu; the evaluations have val_auc",
    );
  });
});

describe("the step", () => {
  test("is dated by the first point after it", () => {
    const { step_at, test: best } = metric(judge(seriesOf(STEP)));
    // The fifteenth of 24 weekly points, the last on 14 August.
    expect(step_at).toBe("2025-06-12T08:00:00+00:00");
    expect(best).toMatchObject({ shape: "step", since: "2025-06-12T08:00:00+00:00" });
  });

  test("of no change is null", () => {
    expect(metric(judge(seriesOf(FLAT))).step_at).toBeNull();
  });
});

describe("the season of the week", () => {
  // A tenth less on Sundays; 14 August 2025 is a Thursday, the 17th a Sunday.
  const SUNDAY = 3;
  const daily = (level: (i: number) => number, n: number) =>
    Array.from({ length: n }, (_, i) => {
      const isSunday = (n - 1 - i - 4 + 70) % 7 === 0;
      return level(i) + 0.002 * (SCATTER[i % 23] ?? 0) - (isSunday ? 0.1 : 0);
    });

  test("is taken out of three weeks of daily points", () => {
    const found = metric(
      judge(
        seriesOf(
          daily(() => 0.9, 21 + SUNDAY),
          { everyDays: 1 },
        ),
      ),
    );
    expect(found).toMatchObject({ season_removed: true, verdict: "stable" });
    expect(found.test?.noise).toBeLessThan(0.005);
    const kept = judge(
      seriesOf(
        daily(() => 0.9, 24),
        { everyDays: 1 },
      ),
      { week_season: false },
    );
    expect(metric(kept)).toMatchObject({ season_removed: false, latest: { season: null } });
    expect(metric(kept).test?.noise).toBeGreaterThan(0.02);
    expect(
      metric(
        judge(
          seriesOf(
            daily(() => 0.9, 20),
            { everyDays: 1 },
          ),
        ),
      ).season_removed,
    ).toBe(false);
  });

  test("is no change of a Sunday", () => {
    const points: MetricPoint[] = seriesOf(
      daily(() => 0.9, 53),
      { everyDays: 1 },
    ).points.slice(0, 50);
    const found = metric(judge({ ...seriesOf([]), points }));
    // The last is Monday the 11th; without it Sunday.
    expect(found.latest?.time.slice(0, 10)).toBe("2025-08-11");
    const sunday = metric(judge({ ...seriesOf([]), points: points.slice(0, -1) }));
    expect(sunday.latest?.time.slice(0, 10)).toBe("2025-08-10");
    expect(sunday.latest?.value).toBeLessThan(0.82);
    // Its own part, about a mean of the week of 0.9 − 0.1/7.
    expect(sunday.latest?.season).toBeCloseTo(-0.6 / 7, 2);
    expect(Math.abs(sunday.change?.absolute ?? 1)).toBeLessThan(0.01);
  });

  test("hides no drift", () => {
    const slope = daily((i) => 0.9 - 0.001 * i, 56);
    expect(metric(judge(seriesOf(slope, { everyDays: 1 })))).toMatchObject({
      season_removed: true,
      verdict: "degrading",
    });
  });
});

describe("together with runs", () => {
  test.each([
    ["PPP", FLAT, "stable", "no", "continue_monitoring"],
    ["PPP", RISE, "improving", "no", "continue_monitoring"],
    ["PPP", STEP, "degrading", "yes", "retrain_soon"],
    ["PFF", RISE, "degrading", "yes", "retrain_immediately"],
    ["PPF", FLAT, "unstable", "unknown", "investigate_and_retrain"],
    ["", FLAT, "stable", "no", "continue_monitoring"],
  ])("%s", (word, of, validation_trend, performance_degradation, recommendation) => {
    expect(driftOf({ runs: runsOf(word), series: [seriesOf(of)] })).toMatchObject({
      ...{ validation_trend, performance_degradation, recommendation },
    });
  });
});

test("of very many points the means of neighbours are judged and shown", () => {
  const many = Array.from(
    { length: 1500 },
    (_, i) => 0.9 - (i > 900 ? 0.05 : 0) + 0.01 * ((i * 7919) % 11),
  );
  const found = metric(judge(seriesOf(many, { everyDays: 0.1 })));
  expect(found).toMatchObject({ points_found: 1500, points_judged: 1500, verdict: "degrading" });
  expect(found.points).toHaveLength(188);
  expect(found.test?.points).toBe(375);
});

test("only the days that are asked for are judged", () => {
  const found = metric(judge(seriesOf(STEP), { window_days: 62 }));
  expect(found).toMatchObject({ points_found: 24, points_judged: 9, verdict: "stable" });
  expect(found.baseline?.from).toBe(
    new Date((NOW - 56 * 86_400e6) / 1000).toISOString().replace(".000Z", "+00:00"),
  );
});
