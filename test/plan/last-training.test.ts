import { describe, expect, test } from "vitest";
import { lastTraining, newestTrainings } from "../../src/plan/last-training.ts";
import { NO_HISTORY, type TrainingRun } from "../../src/schedule/history.ts";
import { createZone } from "../../src/time/instant.ts";
import type { MetricPoint } from "../../src/validation/evidence.ts";
import { driftOf, instant, seriesOf } from "../support/values.ts";

const UTC = createZone("UTC");

function runOn(day: string): TrainingRun {
  return {
    ...{ at: instant(`${day}T00:00:00Z`), type: "full_retrain", samples: 9000 },
    ...{ hours: 20, gpus: null, storageGb: null, cost: 140 },
  };
}

/** One evaluation a week, of the versions named. */
function evaluated(of: readonly [day: string, value: number, version: string | null][]) {
  const [template] = seriesOf([0.9]).points as [MetricPoint];
  const points = of.map(([day, value, modelVersion]) => ({
    ...template,
    ...{ at: instant(`${day}T00:00:00Z`), value, modelVersion },
  }));
  return { ...seriesOf([0.9]), points };
}

function achieved(day: string, of: Parameters<typeof evaluated>[0]) {
  const series = [evaluated(of)];
  const history = { ...NO_HISTORY, files: ["h.csv"], runs: [runOn("2025-01-01"), runOn(day)] };
  return lastTraining(history, series, driftOf({ series }).metrics, UTC);
}

describe("the last training", () => {
  test("is compared by the evaluation before it and the first after it", () => {
    const last = achieved("2025-07-10", [
      ["2025-07-01", 0.9, null],
      ["2025-07-08", 0.88, null],
      ["2025-07-15", 0.93, null],
      ["2025-07-22", 0.94, null],
    ]);
    expect(last).toMatchObject({ date: "2025-07-10", hours: 20, cost: 140, model_version: null });
    expect(last?.metrics).toHaveLength(1);
    expect(last?.metrics[0]).toMatchObject({ before: { value: 0.88 }, after: { value: 0.93 } });
  });

  test("is compared with the first evaluation of the new version", () => {
    const last = achieved("2025-07-10", [
      ["2025-07-08", 0.88, "3"],
      ["2025-07-15", 0.87, "3"],
      ["2025-07-22", 0.94, "4"],
    ]);
    expect(last?.model_version).toBe("4");
    expect(last?.metrics[0]).toMatchObject({ before: { value: 0.88 }, after: { value: 0.94 } });
  });

  test("has not been evaluated where only the old version has", () => {
    const last = achieved("2025-07-10", [
      ["2025-07-08", 0.88, "3"],
      ["2025-07-15", 0.87, "3"],
    ]);
    expect(last?.metrics[0]).toMatchObject({ before: { value: 0.88 }, after: null });
  });

  test("has nothing to be compared with where no evaluation came before", () => {
    expect(achieved("2025-07-10", [["2025-07-15", 0.93, null]])?.metrics).toEqual([]);
  });

  test("is unknown without a history", () => {
    expect(lastTraining(NO_HISTORY, [], [], UTC)).toBeNull();
    expect(newestTrainings(NO_HISTORY, UTC)).toEqual([]);
  });
});
