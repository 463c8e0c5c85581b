import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { scheduleFindings } from "../../src/schedule/findings.ts";
import type { TrainingRun } from "../../src/schedule/history.ts";
import { NO_HISTORY } from "../../src/schedule/history.ts";
import { buildSchedule, type ScheduleFacts } from "../../src/schedule/schedule.ts";
import { cycleSchema, totalsSchema } from "../../src/schedule/schema.ts";
import { formatDay, parseDay, UTC } from "../../src/time/instant.ts";
import { configOf, NOW, scheduleData } from "../support/values.ts";

/** 200 samples a day, so that a window of 30 days has 6,000. */
const days = Array.from({ length: 60 }, (_, i) => ({
  ...{ day: formatDay(parseDay("2025-08-14") - 60 + i), samples: 200 },
}));
const data = scheduleData(days, { minimum: 5000 });
const plan = (input: ConfigInput = {}, facts: ScheduleFacts = {}) =>
  buildSchedule({ config: configOf(input), now: NOW, zone: UTC, data, ...facts });

const run = (samples: number, hours: number, changes: Partial<TrainingRun> = {}): TrainingRun => ({
  ...{ at: NOW, type: "full_retrain", samples, hours, gpus: 4, storageGb: 40, cost: hours * 10 },
  ...changes,
});
const full = [run(4000, 5), run(8000, 9), run(10_000, 11)]; // 1 hour, and 1 a thousand samples
const history = { ...NO_HISTORY, files: ["h.csv"], runs: full };
const prices = { currency: "EUR", gpu_hour: 2, storage_gb_month: 0.1, storage_months: 3 };

describe("effort", () => {
  test("without a history it is the default, and says so", () => {
    const { cycles, totals } = plan();
    expect(cycles[0]?.effort).toEqual({
      ...{ hours: 24, duration_basis: "default", duration_interval_hours: null, samples: 6000 },
      ...{ extrapolated: false, gpus: null, gpu_hours: null, storage_gb: 50, cost: null },
      ...{ cost_interval: null, cost_basis: null, energy_kwh: null, co2_kg: null },
    });
    expect(totals).toMatchObject({ hours: 24 + 8 * 3 + 24 + 8, cost: null, currency: null });
    expect(totals.cost_unknown).toBe("set requirements.prices.gpu_hour");
  });

  test("hours and cost come from the history, by type", () => {
    const { cycles, totals, learned } = plan({ schedule: { full_every: 2 } }, { history });
    // The full cycle is the second, for the last training was full.
    expect(cycles[1]?.effort).toMatchObject({
      ...{ hours: 7, duration_basis: "history", duration_interval_hours: [7, 7], gpus: 4 },
      ...{ cost: 70, cost_basis: "history", storage_gb: 40, extrapolated: false },
    });
    expect(cycles[1]?.ends_at).toBe("2025-08-28T15:00:00+00:00");
    // No incremental run is known: its hours are the default, its cost unknown, and so is the sum.
    expect(cycles[0]?.effort).toMatchObject({ hours: 8, duration_basis: "default", cost: null });
    expect(totals.cost).toBe(null);
    expect(learned.by_type).toEqual([
      expect.objectContaining({ type: "full_retrain", runs: 3, gpus: 4, storage_gb: 40 }),
    ]);
  });

  test("what is configured wins over the history, prices over its costs", () => {
    const schedule = { full_hours: 3, full_every: 1, cycles: 2 };
    const energy = { kwh_per_gpu_hour: 0.5, gco2_per_gpu_hour: 250 };
    const { cycles, totals } = plan({ schedule, requirements: { prices, energy } }, { history });
    expect(cycles[0]?.effort).toMatchObject({
      ...{ hours: 3, duration_basis: "configured", gpu_hours: 12, cost_basis: "prices" },
      // 3 h × 4 GPUs × 2 EUR, and 40 GB × 0.10 EUR × 3 months.
      ...{ cost: 36, cost_interval: null, energy_kwh: 6, co2_kg: 3 },
    });
    expect(totals).toEqual({
      ...{ cycles: 2, hours: 6, gpu_hours: 24, cost: 72, cost_interval: null, currency: "EUR" },
      ...{ cost_unknown: null, energy_kwh: 12, co2_kg: 6 },
    });
  });

  test("where no samples come in, the sum is that of its cycles all the same", () => {
    const none = days.map((day) => ({ ...day, samples: 0 }));
    const { cycles, totals } = buildSchedule({
      ...{ config: configOf({ schedule: { full_every: 1 } }), now: NOW, zone: UTC },
      ...{ data: scheduleData(none, { minimum: 5000 }), history },
    });
    expect(cycles[0]?.effort.cost).toBe(90);
    expect(totals.cost).toBe(90 * cycles.length);
  });

  test("intervals hold the errors of the line and of the samples", () => {
    const noisy = {
      ...history,
      runs: [run(4000, 5), run(6000, 7.5), run(8000, 8.6), run(10_000, 11)],
    };
    const wide = days.map(({ day }, i) => ({ day, samples: i % 2 === 0 ? 100 : 300 }));
    const of = (input: typeof days) =>
      buildSchedule({
        ...{ config: configOf({ schedule: { full_every: 1, cycles: 2 } }), now: NOW, zone: UTC },
        ...{ data: scheduleData(input, { minimum: 5000 }), history: noisy },
      });
    const width = ({ cycles }: ReturnType<typeof of>) => {
      const [low = 0, high = 0] = cycles[1]?.effort.duration_interval_hours ?? [];
      return high - low;
    };
    expect(width(of(days))).toBeGreaterThan(0.5);
    expect(width(of(wide))).toBeGreaterThan(width(of(days)));
    const { totals, cycles } = of(days);
    const [low = 0, high = 0] = totals.cost_interval ?? [];
    expect(low).toBeLessThan(totals.cost ?? 0);
    expect(high - low).toBeLessThan(
      cycles.reduce(
        (sum, { effort }) =>
          sum + (effort.cost_interval?.[1] ?? 0) - (effort.cost_interval?.[0] ?? 0),
        0,
      ) + 0.01,
    );
  });

  test("cycles without samples cost in sum what they cost each: as usual", () => {
    const runs = full.flatMap((each) => [each, run(1000, 2, { type: "incremental" })]);
    const longAgo = days.map(({ samples }, i) => ({
      ...{ day: formatDay(parseDay("2024-01-01") + i), samples },
    }));
    const { cycles, totals } = buildSchedule({
      ...{ config: configOf({}), now: NOW, zone: UTC },
      data: scheduleData(longAgo, { minimum: 5000 }),
      history: { ...history, runs },
    });
    expect(cycles.map(({ readiness }) => readiness.expected_samples)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(cycles.map(({ effort }) => effort.cost)).toEqual([20, 20, 90, 20, 20, 20]);
    expect(totals.cost).toBe(190);
  });

  test("costs of the history are not called by the currency of the prices", () => {
    const euros = { ...history, currency: "EUR" };
    const of = (currency: string, prices = {}) =>
      plan(
        { schedule: { full_every: 1 }, requirements: { prices: { currency, ...prices } } },
        { history: euros },
      ).totals;
    expect(of("eur")).toMatchObject({ currency: "eur", cost_unknown: null });
    expect(of("€")).toMatchObject({ currency: "€", cost_unknown: null });
    expect(of("USD").cost).toBeNull();
    expect(of("USD").cost_unknown).toBe(
      "the history's costs are in EUR, not in USD (requirements.prices.currency)",
    );
    expect(of("USD", { gpu_hour: 2 })).toMatchObject({ currency: "USD", cost_unknown: null });
  });

  test("runs without samples tell nothing of hours, and the plan counts them apart", () => {
    const unsized = { ...history, runs: full.map((run) => ({ ...run, samples: null })) };
    const found = plan({ schedule: { full_every: 1 } }, { history: unsized });
    expect(found.learned.by_type[0]).toMatchObject({ runs: 3, usable_runs: 0, hours: null });
    expect(scheduleFindings(found).map(({ message }) => message)).toContain(
      "The history has 0 usable runs of type full_retrain (3 without samples or hours), 3 needed: 24 hours is the default, not learned",
    );
  });

  test("no cost rests on a guess: what is neither stated nor learned is named", () => {
    const keys = ["requirements.gpus", "schedule.full_hours", "requirements.storage_gb"];
    expect(plan({ requirements: { prices } }).totals).toMatchObject({
      ...{ cost: null, gpu_hours: null },
      cost_unknown: `set ${keys.join(", ")}, schedule.incremental_hours`,
    });
    const hours = { full_hours: 3, incremental_hours: 2 };
    const gpus = { requirements: { prices, gpus: 4 } };
    expect(plan({ ...gpus, schedule: hours }).totals).toMatchObject({
      cost_unknown: "set requirements.storage_gb",
      gpu_hours: 4 * (3 + 2 + 2 + 2 + 3 + 2),
    });
    const stated = { requirements: { prices, gpus: "4x A100", storage_gb: 10 }, schedule: hours };
    // 14 h × 4 GPUs × 2 EUR, and 6 times 10 GB × 0.10 EUR × 3 months.
    expect(plan(stated).totals).toMatchObject({ cost: 112 + 18, cost_unknown: null });
    // A default of hours tells no GPU-hours, even where their number is stated.
    expect(plan(gpus).totals).toMatchObject({ cost: null, gpu_hours: null });
  });

  test("cost grows with the price, in every row and in sum", () => {
    const price = fc.double({ min: 0, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        price,
        price,
        price,
        price,
        fc.boolean(),
        (a, more, storage, moreStorage, known) => {
          const at = (gpu_hour: number, storage_gb_month: number) =>
            plan(
              {
                requirements: {
                  ...{ gpus: 8, storage_gb: 50 },
                  prices: { currency: "EUR", gpu_hour, storage_gb_month },
                },
                schedule: known
                  ? { incremental_hours: 2 }
                  : { full_hours: 24, incremental_hours: 8 },
              },
              known ? { history } : {},
            );
          const [cheap, dear] = [at(a, storage), at(a + more, storage + moreStorage)];
          expect(dear.totals.cost ?? -1).toBeGreaterThanOrEqual(cheap.totals.cost ?? 0);
          dear.cycles.forEach((cycle, i) => {
            expect(cycle.effort.cost ?? -1).toBeGreaterThanOrEqual(
              cheap.cycles[i]?.effort.cost ?? 0,
            );
            expect(cycle.scheduled_at).toBe(cheap.cycles[i]?.scheduled_at);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  test("is what the schema says", () => {
    const { cycles, totals } = plan({ requirements: { prices } }, { history });
    for (const cycle of cycles) expect(cycleSchema.parse(cycle)).toEqual(cycle);
    expect(totalsSchema.parse(totals)).toEqual(totals);
  });
});

describe("findings", () => {
  const say = (input: ConfigInput = {}, facts: ScheduleFacts = {}, minimum = 5000) => {
    const schedule = buildSchedule({
      ...{ config: configOf(input), now: NOW, zone: UTC },
      data: scheduleData(days, { minimum }),
      ...facts,
    });
    return scheduleFindings(schedule).map(({ code, message }) => [code, message]);
  };

  test("by default there is nothing to say", () => {
    expect(say()).toEqual([]);
  });

  test.each([
    [
      "cycles-short",
      { schedule: { cycles: 1 } },
      9000,
      "The planned cycle will probably have too few samples, first cycle 1 on 2025-08-21: 6,000 samples expected (80 %: 6,000 to 6,000) of 9,000 needed; at the present volume no later date has enough",
    ],
    [
      "cycles-moved",
      { schedule: { blackouts: ["2025-08-28"] } },
      5000,
      "1 cycle moved, first cycle 2 from 2025-08-28 to 2025-08-29, because of blackout (28 Aug 2025)",
    ],
    [
      "cycles-moved",
      { schedule: { cadence: "daily", full_hours: 30 } },
      5000,
      "2 cycles moved, first cycle 2 from 2025-08-16 08:00 to 2025-08-16 14:00, because of cycle 1, which still trains",
    ],
    [
      "cycles-left-out",
      { schedule: { blackouts: [{ from: "2025-08-28", to: "2025-09-04" }] } },
      5000,
      "1 retraining skipped, first that of 28 Aug 2025, because of blackout (28 Aug 2025 to 4 Sep 2025)",
    ],
    [
      "no-cycle-fits",
      { schedule: { horizon: "2w", blackouts: [{ from: "2025-08-15", to: "2026-01-01" }] } },
      5000,
      "No retraining can be scheduled: all 2 dates fall in blackout (15 Aug 2025 to 1 Jan 2026)",
    ],
    [
      "lead-time-short",
      { schedule: { lead_time: "PT12H" } },
      5000,
      "The lead time is shorter than training takes for 2 cycles: cycle 1 is to be live at 2025-08-21 08:00 and trains until 2025-08-21 20:00",
    ],
  ] as [string, ConfigInput, number, string][])("%s", (code, input, given, message) => {
    expect(say(input, {}, given)).toContainEqual([code, message]);
  });

  test("a history that tells too little, and lines that were left out", () => {
    const problems = [{ path: "h.csv:3", problem: "broken" }];
    expect(say({}, { history: { ...history, problems } })).toEqual([
      [
        "history-too-short",
        "The history has 0 usable runs of type incremental, 3 needed: 8 hours is the default, not learned",
      ],
      ["history-left-out", "1 line of the training history skipped, first h.csv:3: broken"],
    ]);
  });
});

// By hand: 10 days of 200 samples, and 200 a day from today. The window of 30 days holds 5,000 when training
// begins on the 15th day from today, and the model is live five days later.
test("with a lead time the date that has enough is that of the model, not of its training", () => {
  const young = days.slice(-10);
  const [cycle] = plan({ schedule: { lead_time: "P5D", cycles: 1, cadence: "biweekly" } }, {
    ...{ data: scheduleData(young, { minimum: 5000 }) },
  } as ScheduleFacts).cycles;
  expect(cycle).toMatchObject({ scheduled_date: "2025-08-28", data_window: { to: "2025-08-22" } });
  expect(cycle?.readiness).toMatchObject({ status: "short", enough_on: "2025-09-03" });
});
