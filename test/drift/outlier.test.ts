import { describe, expect, test } from "vitest";
import { findOutlier } from "../../src/drift/outlier.ts";
import type { DriftAssessment } from "../../src/drift/schema.ts";
import { explainMetric } from "../../src/render/drift-explain.ts";
import { newestDistance, newestP } from "../../src/stats/newest-outlier.ts";
import { configOf, driftOf, seriesOf } from "../support/values.ts";

/** A scatter of standard deviation 1 that is not left to chance. */
const SCATTER = [
  0.2, -1, 0.7, 1.3, -0.4, -1.2, 0.9, 0.1, -0.6, 1.5, -0.9, 0.4, -1.4, 0.8, 0, 1, -0.7,
];
const around = (level: number, sigma: number) => SCATTER.map((z) => level + sigma * z);

function judge(values: readonly number[], changes: object = {}) {
  const series = { ...seriesOf(values), ...changes };
  const drift = driftOf({ series: [series] }, { config: configOf().drift });
  const { verdict, rule } = drift.metrics[0] as DriftAssessment["metrics"][number];
  return { drift, verdict, rule, messages: drift.reasons.map(({ message }) => message).join("\n") };
}

describe("a newest evaluation far outside the noise of the others", () => {
  test("is unstable, and asks for investigation", () => {
    const { drift, verdict, rule, messages } = judge([...around(0.9, 0.003), 0.1]);
    expect({ verdict, rule }).toEqual({ verdict: "unstable", rule: "newest-outlier" });
    expect(drift).toMatchObject({
      validation_trend: "unstable",
      performance_degradation: "unknown",
      recommendation: "investigate_and_retrain",
    });
    expect(messages).toMatch(/fell to 0.1 on .*, far outside the 17 values before it/);
  });

  test("is so for the better as well, which may be leakage", () => {
    const { rule, messages } = judge([...around(0.8, 0.003), 0.99]);
    expect(rule).toBe("newest-outlier");
    expect(messages).toContain("rose to 0.99");
  });

  test("is so of an error that leaps up", () => {
    const { drift } = judge([...around(2, 0.05), 9], { metric: "rmse" });
    expect(drift.reasons[0]).toMatchObject({ code: "metric-newest-outlier", severity: "error" });
  });

  test("is so though an earlier one was as far out", () => {
    const values = [...around(0.9, 0.003), 0.1, ...around(0.9, 0.003).slice(0, 8)];
    expect(judge([...values, 0.1]).rule).toBe("newest-outlier");
    expect(judge(values).rule).not.toBe("newest-outlier");
  });

  test.each([
    ["within the noise", [...around(0.9, 0.003), 0.893]],
    ["by a step of the rounding", [...Array(19).fill(0.9), 0.91]],
    ["among too few", [0.9, 0.901, 0.899, 0.9, 0.1]],
    ["of a metric that is falling anyway", around(0.9, 0.001).map((v, i) => v - 0.01 * i)],
  ])("is not one %s", (_, values) => {
    expect(judge(values).rule).not.toBe("newest-outlier");
  });

  test("is not one if its own samples are too few to tell", () => {
    const values = [...around(0.9, 0.003), 0.6];
    const of = (samples: number | null) => {
      const { points } = seriesOf(values);
      const last = points.length - 1;
      const own = points.map((point, i) => (i === last ? { ...point, samples } : point));
      return judge(values, { metric: "accuracy", points: own }).rule;
    };
    expect([of(null), of(2000), of(3)]).toEqual(["newest-outlier", "newest-outlier", "no-drift"]);
  });

  test("among values that are all the same is one", () => {
    expect(findOutlier([...Array(10).fill(0.9), 0.1], [0.9, 0.1], null, 0.6)).toMatchObject({
      ...{ expected: 0.9, size: -0.8, values: 11 },
    });
  });

  test("is explained by its numbers", () => {
    const { drift } = judge([...around(0.9, 0.003), 0.1]);
    const text = explainMetric(drift.metrics[0] as DriftAssessment["metrics"][number], drift);
    expect(text.replace(/\s+/g, " ")).toMatch(
      /Newest 0.8\d* below the median of the 17 values before, 0.9\d*: [\d.]+ times their standard deviation; p < 0.0001; an outlier \(level 0.003\)/,
    );
  });
});

test("the distance is that from the median, in deviations without the tenth furthest out", () => {
  // Without 2, the furthest: squares about the median of 9 sum to 0.04 over 5.
  const found = newestDistance([9, 9.1, 8.9, 9, 9.1, 8.9, 2, 1], 0);
  expect(found?.size).toBeCloseTo(-8, 12);
  expect(found?.distance).toBeCloseTo(8 / Math.sqrt(0.04 / 5), 9);
  expect(newestDistance([1, 2, 3, 4, 5], 0)).toBeNull();
});

test("p falls with the distance, and rises with the autocorrelation allowed and with fewer values", () => {
  const p = (distance: number, values: number, phi = 0.6) =>
    newestP({ size: 1, distance, values }, phi);
  const distances = [0, 1, 3, 5, 8, 20, 1000];
  const falling = distances.map((distance) => p(distance, 20));
  expect(falling).toEqual(falling.toSorted((a, b) => b - a));
  expect([falling[0], falling.at(-1)]).toEqual([1, expect.closeTo(1e-6, 9)]);
  expect(p(5, 20, 0)).toBeLessThan(p(5, 20, 0.8));
  expect(p(5, 8)).toBeGreaterThan(p(5, 12));
  expect(p(Infinity, 8)).toBeLessThan(1e-4);
});

describe("a change that is not significant", () => {
  const rising = around(0.9, 0.004).map((value, i) => value + (i > 11 ? 0.0078 : 0));

  test("is said to be so, and that one more evaluation may show it", () => {
    const { drift, verdict, messages } = judge(rising);
    const [metric] = drift.metrics;
    const p = metric?.significance?.adjusted_p ?? 0;
    expect(verdict).toBe("stable");
    expect(p).toBeGreaterThan(0.05);
    expect(p).toBeLessThan(0.1);
    expect(messages).toMatch(
      /No significant change yet in val_auc \(.*\): it rose by .* \(p 0.0\d+\)/,
    );
    const text = explainMetric(metric as DriftAssessment["metrics"][number], drift);
    expect(text).toMatch(/Verdict {7}no significant change yet \(p 0.0\d+, level 0.05\): stable/);
    expect(text.replace(/\s+/g, " ")).toContain("not significant (level 0.05)");
  });

  test("and that chance explains well is said to be none", () => {
    const { messages } = judge(around(0.9, 0.003));
    expect(messages).toContain("No significant change in 1 metric: val_auc");
  });
});
