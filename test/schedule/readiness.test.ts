import { describe, expect, test } from "vitest";
import { dailyForecast } from "../../src/schedule/forecast.ts";
import { buildOutlook, type ReadinessFacts } from "../../src/schedule/readiness.ts";
import type { Sufficiency } from "../../src/schedule/schema.ts";
import { studentQuantile } from "../../src/stats/student-t.ts";
import { formatDay, parseDay } from "../../src/time/instant.ts";
import { normals } from "../support/random.ts";

const TODAY = parseDay("2025-08-14");
const constant = (days: number, samples: number) =>
  Array.from({ length: days }, (_, i) => ({ day: formatDay(TODAY - days + i), samples }));
const outlook = (
  days = constant(60, 100),
  changes: Partial<Pick<Sufficiency, "status" | "minimum">> = {},
  facts: Partial<ReadinessFacts> = {},
) =>
  buildOutlook({
    days,
    timelessSamples: 0,
    isDecided: true,
    sufficiency: { status: "sufficient", minimum: 3000, ...changes },
    today: TODAY,
    ...facts,
  });
const window = (to: number, length = 30) => ({ from: TODAY + to - length + 1, to: TODAY + to });

describe("buildOutlook", () => {
  test("days that are over are known, those to come are forecast", () => {
    expect(outlook().judgeReadiness(window(6))).toEqual({
      ...{ status: "enough", why: null, known_samples: 2300, expected_samples: 3000 },
      ...{ interval: [3000, 3000], chance_short: 0, need_samples: 3000, enough_on: null },
    });
    expect(outlook().judgeReadiness(window(-1))).toMatchObject({
      ...{ known_samples: 3000, expected_samples: 3000, interval: [3000, 3000] },
    });
  });

  test("says on which date a cycle would not fall short", () => {
    const days = constant(10, 100);
    // 1,000 known, 100 a day from today: 30 days of samples are there after 20 more.
    const short = outlook(days).judgeReadiness(window(6));
    expect(short).toMatchObject({ status: "short", expected_samples: 1700, chance_short: 1 });
    expect(short.enough_on).toBe(formatDay(TODAY + 20));
    expect(outlook(days, { minimum: 3001 }).judgeReadiness(window(6)).enough_on).toBe(null);
  });

  test("the weekday's pattern decides what short windows hold", () => {
    // Nothing on Saturdays and Sundays; 2025-08-14 is a Thursday.
    const days = constant(56, 100).filter(({ day }) => ![2, 3].includes(parseDay(day) % 7));
    const at = outlook(days, { minimum: 200 });
    expect(at.expectedIn({ from: TODAY + 2, to: TODAY + 3 })).toEqual({ samples: 0, halfWidth: 0 });
    expect(at.judgeReadiness({ from: TODAY + 1, to: TODAY + 4 })).toMatchObject({
      ...{ status: "enough", expected_samples: 200 },
    });
  });

  test("samples that nothing dates count in every window", () => {
    const readiness = outlook([], {}, { timelessSamples: 3000 }).judgeReadiness(window(6));
    expect(readiness).toMatchObject({ status: "enough", known_samples: 3000, interval: null });
    const mixed = outlook(constant(60, 100), {}, { timelessSamples: 7 });
    expect(mixed.judgeReadiness(window(-1))).toMatchObject({ known_samples: 3007 });
  });

  test("without a minimum, or a training set, it is unknown and says why", () => {
    expect(outlook(constant(60, 100), { minimum: null }).judgeReadiness(window(6))).toMatchObject({
      ...{ status: "unknown", why: "no minimum is stated", expected_samples: 3000 },
    });
    expect(outlook([], {}, { isDecided: false }).judgeReadiness(window(6))).toMatchObject({
      ...{ status: "unknown", why: "which data sets are training data is not known" },
    });
  });

  test("unknown is a value", () => {
    expect(outlook(constant(6, 100)).judgeReadiness(window(6))).toMatchObject({
      ...{ status: "unknown", why: expect.stringContaining("fewer than seven full days") },
      ...{ expected_samples: null, chance_short: null },
    });
    const uncounted = outlook(constant(10, 100), { status: "unknown" }).judgeReadiness(window(6));
    expect(uncounted).toMatchObject({ status: "unknown", why: "part of the data is in question" });
  });

  test("old data forecasts nothing new", () => {
    const readiness = outlook([{ day: "2025-01-01", samples: 9000 }]).judgeReadiness(window(6));
    expect(readiness).toMatchObject({ status: "short", expected_samples: 0, enough_on: null });
  });
});

describe("intervals of 80 % cover", () => {
  const { normal, uniform } = normals(4711);
  const pattern = [1, 1.1, 1, 0.9, 1, 0.3, 0.2];
  const worlds: Record<string, (i: number, state: { x: number }) => number> = {
    "independent days": () => 400 + 60 * normal(),
    "a pattern of the week": (i) => 400 * (pattern[i % 7] as number) * (1 + 0.2 * normal()),
    "closed weekends": (i) => (i % 7 > 4 ? 0 : 400 + 80 * normal()),
    "days without samples": () => (uniform() < 0.1 ? 0 : 400 + 60 * normal()),
    "skewed volumes": () => 300 * Math.exp(0.6 * normal()),
    "days like their neighbours": (_, state) => {
      state.x = 0.5 * state.x + 60 * normal();
      return 400 + state.x;
    },
  };
  test.each(Object.keys(worlds))("%s", (name) => {
    const volume = worlds[name] as (typeof worlds)[string];
    for (const [known, gap, length] of [
      [28, 0, 30],
      [56, 0, 7],
      [56, 30, 30],
    ] as const) {
      let held = 0;
      for (let run = 0; run < 800; run++) {
        const state = { x: 0 };
        const days = Array.from({ length: known + gap + length }, (_, i) =>
          Math.max(0, volume(i, state)),
        );
        const forecast = dailyForecast(new Map(days.slice(0, known).entries()), 0, known);
        if (forecast === null) throw new Error("no forecast");
        const ahead = days.slice(known + gap);
        const expected = ahead.reduce((sum, _, i) => sum + forecast.expectedOn(known + gap + i), 0);
        const real = ahead.reduce((sum, value) => sum + value, 0);
        const t = studentQuantile(0.9, forecast.degreesOfFreedom);
        if (Math.abs(real - expected) <= t * forecast.deviationOf(length)) held++;
      }
      expect(held / 800).toBeGreaterThan(0.73);
      expect(held / 800).toBeLessThan(0.9);
    }
  });
});
