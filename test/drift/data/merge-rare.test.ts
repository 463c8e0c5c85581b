import { expect, test } from "vitest";
import { assessDataDrift } from "../../../src/drift/data/assess-columns.ts";
import { mergeRare } from "../../../src/drift/data/merge-rare.ts";
import { randomFrom } from "../../../src/stats/random.ts";
import { daysFrom, profile, toArrays } from "./profiles.ts";

test("values that chance could have left without a bin are counted with the others", () => {
  const counts = { reference: toArrays([[100, 12, 0]]), current: toArrays([[90, 3, 5]]) };
  const totals = {
    reference: Float64Array.from([100, 12, 0]),
    current: Float64Array.from([90, 3, 5]),
  };
  expect(mergeRare(counts, totals)).toEqual({
    reference: toArrays([[100, 12]]),
    current: toArrays([[90, 8]]),
  });
});

test("of 1,500 equally frequent values none has drifted, whichever have a bin", () => {
  const OPTIONS = { rate: 0.05, minEffect: 0.01, minNullChange: 0.01 };
  let alarms = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomFrom(seed);
    const draw = (days: number) =>
      Array.from({ length: days }, () =>
        Array.from({ length: 60 }, () => Math.floor(1500 * random() ** 2)),
      );
    const [before, after] = [draw(84), draw(42)];
    const totals = new Map<number, number>();
    for (const value of before.flat()) totals.set(value, (totals.get(value) ?? 0) + 1);
    const values = [...totals].sort(([a, n], [b, m]) => m - n || a - b).slice(0, 1000);
    const places = new Map(values.map(([value], place) => [value, place]));
    const column = (days: number[][]) => {
      const counts = days.map((day) => {
        const bins = new Float64Array(values.length + 1);
        for (const value of day) {
          const place = places.get(value) ?? values.length;
          bins[place] = (bins[place] as number) + 1;
        }
        return bins;
      });
      const named = values.map(([value]) => `v${value}`);
      return {
        name: "c",
        kind: "category" as const,
        values: named,
        counts,
        nulls: days.map(() => 0),
      };
    };
    const drift = assessDataDrift(
      profile(daysFrom(20_000, 84), [column(before)]),
      profile(daysFrom(20_084, 42), [column(after)]),
      OPTIONS,
    );
    alarms += drift.drifted.length;
  }
  // At a rate of 5 % more than six of 40 come with a probability of .3 %.
  expect(alarms).toBeLessThanOrEqual(6);
});
