import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import type { DriftAssessment } from "../../src/drift/schema.ts";
import type { Direction } from "../../src/metric-names/names.ts";
import type { MetricSeries } from "../../src/validation/evidence.ts";
import { configOf, driftOf, runsOf, seriesOf } from "../support/values.ts";

/** Values about 1 that may step, slope, both or neither, more or less than their scatter. */
const drifting: fc.Arbitrary<number[]> = fc
  .record({
    noise: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
    scatter: fc.double({ min: 0.001, max: 0.2, noNaN: true }),
    slope: fc.double({ min: -0.02, max: 0.02, noNaN: true }),
    step: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ noise, scatter, slope, step, at }) =>
    noise.map((z, i) => 1 + scatter * z + slope * i + (i >= at * noise.length ? step : 0)),
  );

const everyDays = fc.constantFrom(1, 7);
const direction = fc.constantFrom<Direction[]>("higher", "lower");

function judge(series: MetricSeries[], rules: ConfigInput["metrics"] = {}) {
  const { metrics } = configOf({ metrics: rules });
  return driftOf({ series, runs: runsOf("PPP") }, { metrics });
}

const verdicts = ({ metrics, validation_trend, recommendation }: DriftAssessment) => ({
  ...{ validation_trend, recommendation },
  metrics: metrics.map(({ name, verdict, rule }) => ({ name, verdict, rule })),
});

test("the verdicts meet every rule that drift leads to", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(drifting, everyDays, (values, days) => {
      seen.add(judge([seriesOf(values, { everyDays: days })]).metrics[0]?.rule ?? "");
    }),
    { seed: 1, numRuns: 300 },
  );
  // Else the properties below would say little.
  for (const rule of ["drift", "no-drift", "too-small", "too-few-points"]) {
    expect(seen).toContain(rule);
  }
});

test("the order of files changes nothing", () => {
  fc.assert(
    fc.property(
      fc.array(drifting, { minLength: 1, maxLength: 3 }),
      fc.infiniteStream(fc.nat()),
      (all, stream) => {
        const order = [...stream.take(200)];
        const shuffled = <T>(items: readonly T[]) =>
          items
            .map((item, i) => ({ item, key: order[i] as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ item }) => item);
        const series = all.map((values, i) => seriesOf(values, { metric: `auc_${"abc"[i]}` }));
        const mixed = series.map((of) => ({ ...of, points: shuffled(of.points) }));
        expect(judge(shuffled(mixed))).toEqual(judge(series));
      },
    ),
    { numRuns: 50 },
  );
});

test("the unit of a metric changes no verdict", () => {
  fc.assert(
    fc.property(
      drifting,
      everyDays,
      direction,
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: 0.5, max: 1.5, noNaN: true }),
      (values, days, way, factor, bound) => {
        const of = (scale: number) => {
          const limit = way === "higher" ? { floor: bound * scale } : { ceiling: bound * scale };
          const series = seriesOf(
            values.map((value) => value * scale),
            { everyDays: days },
          );
          return verdicts(
            judge([series], { val_auc: { direction: way, max_drop: 0.2, ...limit } }),
          );
        };
        expect(of(factor)).toEqual(of(1));
      },
    ),
  );
});

test("sign and direction turned together change no verdict", () => {
  fc.assert(
    fc.property(drifting, everyDays, direction, (values, days, way) => {
      const of = (sign: number, towards: Direction) => {
        const turned = seriesOf(
          values.map((value) => sign * value),
          { everyDays: days },
        );
        return verdicts(judge([turned], { val_auc: { direction: towards, max_drop: 0.2 } }));
      };
      expect(of(-1, way === "higher" ? "lower" : "higher")).toEqual(of(1, way));
    }),
  );
});

test("the direction alone turns degrading into improving, and never a gain into a failure", () => {
  fc.assert(
    fc.property(drifting, everyDays, (values, days) => {
      const of = (way: Direction) =>
        judge([seriesOf(values, { everyDays: days })], { val_auc: { direction: way } });
      const [higher, lower] = [of("higher"), of("lower")];
      expect(higher.metrics_trend === "improving").toBe(
        lower.metrics[0]?.rule === "drift" && lower.metrics_trend === "degrading",
      );
      for (const { metrics_trend, performance_degradation, recommendation } of [higher, lower]) {
        if (metrics_trend !== "improving") continue;
        expect(performance_degradation).toBe("no");
        expect(recommendation).toBe("continue_monitoring");
      }
    }),
  );
});

test("a metric that never falls is never called worse", () => {
  fc.assert(
    fc.property(drifting, everyDays, (values, days) => {
      const rising = seriesOf(
        [...values].sort((a, b) => a - b),
        { everyDays: days },
      );
      const { metrics, metrics_trend, performance_degradation } = judge([rising]);
      // A leap of the newest value alone is to be looked into.
      const isLeap = metrics[0]?.rule === "newest-outlier";
      expect(isLeap ? ["unstable"] : ["stable", "improving", "unknown"]).toContain(metrics_trend);
      expect(performance_degradation).toBe(isLeap ? "unknown" : "no");
    }),
  );
});

test("a stricter limit is never judged more mildly", () => {
  const severity = (trend: string) => ["unstable", "degrading"].indexOf(trend);
  const bound = fc.double({ min: 0, max: 2, noNaN: true });
  fc.assert(
    fc.property(drifting, bound, bound, (values, a, b) => {
      const of = (floor: number) => judge([seriesOf(values)], { auc: { floor } }).metrics_trend;
      expect(severity(of(Math.max(a, b)))).toBeGreaterThanOrEqual(severity(of(Math.min(a, b))));
    }),
  );
});

test("a metric that never changes has no say over another", () => {
  fc.assert(
    fc.property(drifting, (values) => {
      const flat = seriesOf(new Array(20).fill(0.5), { metric: "recall" });
      const [alone] = judge([seriesOf(values, { metric: "auc" })]).metrics;
      const [beside] = judge([flat, seriesOf(values, { metric: "auc" })]).metrics;
      expect(beside).toEqual(alone);
    }),
    { numRuns: 50 },
  );
});
