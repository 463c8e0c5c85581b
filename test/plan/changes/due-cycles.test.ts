import { describe, expect, test } from "vitest";
import { dueCycles } from "../../../src/plan/changes/due-cycles.ts";
import { NO_HISTORY, type TrainingRun } from "../../../src/schedule/history.ts";
import { MICROS_PER_DAY } from "../../../src/time/instant.ts";
import { configOf, instant, NOW, planOf } from "../../support/values.ts";

const RUN: TrainingRun = {
  ...{ at: instant("2025-08-01T00:00:00Z"), type: "full_retrain", samples: 9000 },
  ...{ hours: 20, gpus: null, storageGb: null, cost: null },
};

/** Tuesdays from 2025-08-19 on; the first is full, the next three incremental. */
const config = configOf({
  schedule: { anchor: { weekday: "tuesday", time: "06:00" }, full_hours: 24 },
});

function planAfter(days: number, runs: readonly TrainingRun[] | null) {
  const history = runs === null ? NO_HISTORY : { ...NO_HISTORY, files: ["history.csv"], runs };
  return planOf({ config, now: NOW + days * MICROS_PER_DAY, history });
}

function messages(runs: readonly TrainingRun[] | null, days: number, before = runs?.slice(0, 0)) {
  return dueCycles(planAfter(0, before ?? null), planAfter(days, runs)).map((due) => due.message);
}

describe("the cycles that came due since the last plan", () => {
  test("are held where a training is near", () => {
    const held = { ...RUN, at: instant("2025-08-20T09:00:00Z") };
    expect(messages([held], 8)).toEqual([
      "Full training due 19 Aug 2025: held on 20 Aug 2025, 1 day late; 20 h, planned 24 h",
    ]);
  });

  test("are not held where the history has no training near", () => {
    expect(messages([], 14)).toEqual([
      "Full training due 19 Aug 2025: the history has no training for it",
      "Incremental training due 26 Aug 2025: the history has no training for it",
    ]);
  });

  test("are unknown without a history", () => {
    expect(messages(null, 7)).toEqual([
      "Full training due 19 Aug 2025: unknown whether it was held, for no training history was found",
    ]);
  });

  test("are held early by a training before the date of one still to come", () => {
    const early = { ...RUN, at: instant("2025-08-17T00:00:00Z"), hours: null };
    expect(messages([early], 4)).toEqual([
      "Full training due 19 Aug 2025: held on 17 Aug 2025, 2 days early",
    ]);
  });

  test("name another type than the planned one, and a cost with its currency", () => {
    const other = {
      ...RUN,
      ...{ at: instant("2025-08-19T06:00:00Z"), type: "incremental" as const, cost: 120 },
    };
    const history = { ...NO_HISTORY, files: ["history.csv"], runs: [other], currency: "EUR" };
    const plan = planOf({ config, now: NOW + 7 * MICROS_PER_DAY, history });
    expect(dueCycles(planAfter(0, []), plan).map(({ message }) => message)).toEqual([
      "Full training due 19 Aug 2025: held on 19 Aug 2025 as incremental training; 20 h, planned 24 h; cost 120.00 EUR",
    ]);
  });

  test("are not held by a training that the last plan knew", () => {
    const known = { ...RUN, at: instant("2025-08-14T05:00:00Z") };
    expect(messages([known], 4, [known])).toEqual([]);
  });

  test("are none a day later", () => {
    expect(messages([], 1)).toEqual([]);
  });
});
