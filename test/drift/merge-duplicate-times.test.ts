import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oneAnInstant } from "../../src/drift/merge-duplicate-times.ts";
import { MICROS_PER_DAY } from "../../src/time/instant.ts";
import type { MetricPoint } from "../../src/validation/evidence.ts";
import { configOf, driftOf, NOW, seriesOf } from "../support/values.ts";

/** Three reports of one instant a day, of ten days. */
const DAYS = [
  [0.9, 0.84, 0.87],
  [0.91, 0.83, 0.86],
  [0.89, 0.85, 0.88],
  [0.9, 0.82, 0.85],
  [0.88, 0.84, 0.86],
  [0.89, 0.81, 0.84],
  [0.87, 0.83, 0.86],
  [0.88, 0.82, 0.84],
  [0.87, 0.8, 0.83],
  [0.86, 0.81, 0.84],
];

/** @param nameOf the file of each report, by which reports of one instant would be sorted */
function seriesAt(
  days: readonly (readonly number[])[],
  nameOf: (report: number) => string = (report) => `${report}.json`,
  changes: Partial<MetricPoint> = {},
) {
  const [first] = seriesOf([0]).points;
  const points = days.flatMap((reports, day) =>
    reports.map((value, report) => ({
      ...(first as MetricPoint),
      ...{ at: NOW - (days.length - 1 - day) * MICROS_PER_DAY, value, path: nameOf(report) },
      ...changes,
    })),
  );
  return { ...seriesOf([0]), points };
}

const judged = (series: ReturnType<typeof seriesAt>) => {
  const [metric] = driftOf({ series: [series] }, { config: configOf({}).drift }).metrics;
  return metric as NonNullable<typeof metric>;
};

describe("several points of one instant", () => {
  // The means of each instant, by numpy 2.4.6; of them pymannkendall 1.4.3's original_test, and the
  // slope of scipy 1.17.1's theilslopes. Of all points as a series of 30, p would be 0.0196.
  test("are one, their mean, in a test of their order", () => {
    const { trend, points_found, points_judged, points_merged, test } = judged(seriesAt(DAYS));
    expect({ points_found, points_judged, points_merged }).toEqual({
      ...{ points_found: 30, points_judged: 10, points_merged: 20 },
    });
    expect(test?.points).toBe(10);
    expect(trend?.variance_correction).toBe(1);
    expect(trend?.tau).toBeCloseTo(-0.7555555555555555, 12);
    expect(trend?.p).toBeCloseTo(0.0030417443199008964, 10);
    expect(trend?.slope_per_day).toBeCloseTo(-0.004444444444444473, 12);
  });

  test("say the same by whatever names their files have", () => {
    const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 });
    const numbers = ({ latest, ...metric }: ReturnType<typeof judged>) => ({
      ...metric,
      points: metric.points.map(({ value }) => value).sort(),
      latest: latest?.value,
    });
    const usual = numbers(judged(seriesAt(DAYS)));
    fc.assert(
      fc.property(orders, (order) => {
        const others = numbers(judged(seriesAt(DAYS, (report) => `${order[report]}.json`)));
        expect(others).toEqual(usual);
      }),
    );
  });

  test("are the latest value by their mean; one that is no number is a failure", () => {
    const days = DAYS.slice(0, 9);
    for (const last of [
      [0.7, 0.9],
      [0.9, 0.7],
    ]) {
      expect(judged(seriesAt([...days, last])).latest?.value).toBeCloseTo(0.8, 12);
    }
    for (const last of [
      [Number.NaN, 0.9],
      [0.9, Number.NaN],
    ]) {
      const metric = judged(seriesAt([...days, last]));
      expect(metric).toMatchObject({ verdict: "unstable", rule: "not-finite" });
    }
  });

  test("and no other instant are no series", () => {
    expect(judged(seriesAt([DAYS.flat()]))).toMatchObject({
      ...{ verdict: "unknown", rule: "one-time", points_judged: 1, points_merged: 29 },
    });
  });

  test("have the fewest of their samples, for these may be the same", () => {
    const merged = (samples: readonly (number | null)[]) => {
      const [point] = seriesAt([[0.9]]).points as [MetricPoint];
      return oneAnInstant(samples.map((count) => ({ ...point, samples: count })))[0]?.samples;
    };
    expect(merged([1000, 200, 500])).toBe(200);
    expect(merged([1000, null])).toBeNull();
    expect(merged([1000])).toBe(1000);
    // More than a function takes as its arguments.
    expect(merged(Array.from({ length: 200_000 }, (_, i) => i + 7))).toBe(7);
  });

  test("of retrainings still have the champion's own run for a baseline", () => {
    const series = seriesAt(DAYS);
    const points = series.points.map((point, i) => ({ ...point, modelVersion: `v${i}` }));
    const [metric] = driftOf(
      { series: [{ ...series, points, champion: "v1" }] },
      { config: configOf({}).drift },
    ).metrics;
    expect(metric?.baseline).toMatchObject({ kind: "champion", value: 0.84, points: 1 });
  });
});
