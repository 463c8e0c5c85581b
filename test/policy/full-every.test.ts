import { expect, test } from "vitest";
import { fullEvery, type Update } from "../../src/policy/full-every.ts";

const COSTS = { full: 10, incremental: 2, loss: 1, period: 4 };

/** A full training, then so many incrementals, each of which adds `added`; twice. */
function updates(added: number, count: number, noise = 0): Update[] {
  const one = Array.from({ length: count + 1 }, (_, k) => ({
    type: k === 0 ? ("full_retrain" as const) : ("incremental" as const),
    lossAfter: 0.2 + added * k + noise * ((k * 7) % 3 === 0 ? 1 : -1),
  }));
  return [...one, ...one];
}

// By hand: √(2 · 8/(1 · 0.04 · 4)) = 10.
test("K* is the square root of what a full training costs more over what it saves", () => {
  const found = fullEvery(updates(0.04, 5), COSTS, 4);
  expect(found).toMatchObject({ every: 10, basis: "fitted", isForced: true });
  expect(found.lossPerIncremental?.value).toBeCloseTo(0.04, 12);
});

test("a full training is rare where incrementals add nothing", () => {
  expect(fullEvery(updates(-0.01, 5), COSTS, 4)).toMatchObject({ every: 52, isForced: false });
});

test("a loss within its error forces nothing, and fits nothing", () => {
  const found = fullEvery(updates(0.001, 5, 0.05), COSTS, 4);
  expect(found).toMatchObject({ every: 4, basis: "default", isForced: false });
});

test("always full where that is no dearer", () => {
  expect(fullEvery(updates(0.01, 5), { ...COSTS, incremental: 10 }, 4).every).toBe(1);
});

test("as configured with too little history", () => {
  expect(fullEvery(updates(0.04, 1), COSTS, 4)).toEqual({
    ...{ every: 4, basis: "default", lossPerIncremental: null, isForced: false },
  });
});
