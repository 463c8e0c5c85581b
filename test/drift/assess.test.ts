import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RECOMMENDATIONS } from "../../src/config/choices.ts";
import { driftSchema } from "../../src/drift/schema.ts";
import { alertsOf, driftOf, instant, NOW, runsOf } from "../support/values.ts";

const assess = (word: string, alerts = 0) =>
  driftOf({ runs: runsOf(word), alerts: alertsOf(alerts), problems: [] });

describe("the last three validations", () => {
  test.each([
    ["", "unknown", "unknown", "monitor"],
    ["P", "unknown", "unknown", "monitor"],
    ["PP", "unknown", "unknown", "monitor"],
    // Two failures are a bad sign, but no trend: the plan says how many failed.
    ["FF", "unknown", "unknown", "monitor"],
    ["PPP", "stable", "no", "continue_monitoring"],
    ["PPF", "unstable", "unknown", "investigate_and_retrain"],
    ["FPP", "unstable", "unknown", "investigate_and_retrain"],
    ["PFF", "degrading", "yes", "retrain_immediately"],
    ["FFP", "degrading", "yes", "retrain_immediately"],
    ["FFF", "degrading", "yes", "retrain_immediately"],
    // Only the last three are judged.
    ["FFFPPP", "stable", "no", "continue_monitoring"],
    ["PPPFFF", "degrading", "yes", "retrain_immediately"],
  ])("%s", (word, validation_trend, performance_degradation, recommendation) => {
    const assessment = assess(word);
    expect(assessment).toMatchObject({
      validation_trend,
      performance_degradation,
      recommendation,
      data_distribution_shift: "unknown",
    });
    expect(assessment.runs).toHaveLength(word.length);
    expect(driftSchema.parse(assessment)).toEqual(assessment);
  });
});

describe("alerts", () => {
  test.each([
    ["", 5, "unknown", "monitor"],
    ["", 6, "yes", "retrain_soon"],
    ["PPP", 5, "no", "continue_monitoring"],
    ["PPP", 6, "yes", "retrain_soon"],
    ["PPF", 6, "yes", "retrain_soon"],
    ["FFF", 6, "yes", "retrain_immediately"],
  ])("%s and %i of them", (word, alerts, performance_degradation, recommendation) => {
    expect(assess(word, alerts)).toMatchObject({ performance_degradation, recommendation });
  });

  test("count from seven days before now, to the microsecond", () => {
    const recent = (time: string) =>
      driftOf({ runs: [], alerts: alertsOf(1, time), problems: [] }).alerts.recent.length;
    expect(recent("2025-08-07T08:00:00+00:00")).toBe(1);
    expect(recent("2025-08-07T13:30:00+05:30")).toBe(1);
    expect(recent("2025-08-07T07:59:59.999999+00:00")).toBe(0);
  });

  test("limit and days are as configured", () => {
    const evidence = { runs: [], alerts: alertsOf(1), problems: [] };
    expect(driftOf(evidence, { alertLimit: 0 }).recommendation).toBe("retrain_soon");
    expect(driftOf(evidence, { alertDays: 0.5, alertLimit: 0 }).recommendation).toBe("monitor");
  });
});

test("more alerts never make the recommendation milder", () => {
  const words = fc.string({ unit: fc.constantFrom("P", "F"), maxLength: 6 });
  fc.assert(
    fc.property(words, fc.nat(20), fc.nat(20), (word, few, more) => {
      const severity = (alerts: number) =>
        Math.max(1, RECOMMENDATIONS.indexOf(assess(word, alerts).recommendation));
      expect(severity(few + more)).toBeGreaterThanOrEqual(severity(few));
    }),
  );
});

test("what was left out is handed on", () => {
  const problems = [{ path: "a.json", problem: "empty" }];
  expect(driftOf({ runs: [], alerts: [], problems }).problems).toEqual(problems);
});

describe("a run that could not be read", () => {
  const judge = (word: string, newestUnread: number | null) =>
    driftOf({ runs: runsOf(word), alerts: [], problems: [], newestUnread });
  const LAST = "2025-08-13T06:00:00Z";

  test("may be the newest: then nothing is stable", () => {
    expect(judge("PPP", instant(LAST))).toMatchObject({
      ...{ validation_trend: "unknown", performance_degradation: "unknown" },
      ...{ recommendation: "monitor", newest_run_read: false },
    });
    expect(judge("PPP", instant(LAST) - 1)).toMatchObject({ validation_trend: "stable" });
  });

  test("does not soften what was read", () => {
    expect(judge("FFF", NOW).recommendation).toBe("retrain_immediately");
    expect(judge("PFP", NOW).validation_trend).toBe("unstable");
  });
});
