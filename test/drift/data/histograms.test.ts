import { expect, test } from "vitest";
import { compareShares, pairHistograms } from "../../../src/drift/data/histograms.ts";
import type { ColumnProfile, Profile } from "../../../src/engine/profile.ts";
import { toArrays } from "./profiles.ts";

const profile = (...columns: ColumnProfile[]): Profile => ({ days: [1, 2], rows: [4, 4], columns });
const numbers = (...counts: number[][]): ColumnProfile => {
  return { name: "amount", kind: "number", edges: [1, 2], counts: toArrays(counts), nulls: [0, 0] };
};

test("shares are of the rows of all days", () => {
  const shares = compareShares(
    profile(numbers([1, 1, 2], [3, 1, 0])),
    profile(numbers([0, 0, 4], [0, 2, 2])),
  );
  expect(shares.get("amount")).toEqual({
    column: "amount",
    kind: "number",
    edges: [1, 2],
    values: null,
    reference: [0.5, 0.25, 0.25],
    current: [0, 0.25, 0.75],
  });
});

test("of a category the most frequent values are shown, and the others together", () => {
  const values = Array.from({ length: 20 }, (_, i) => `v${i}`);
  const category = (counts: number[]): ColumnProfile => {
    return { name: "shop", kind: "category", values, counts: toArrays([counts]), nulls: [0] };
  };
  const even = [...new Array(20).fill(1), 0];
  const late = [...new Array(19).fill(0), 30, 10];
  const found = compareShares(profile(category(even)), profile(category(late))).get("shop");
  expect(found?.values).toEqual([...values.slice(0, 11), "v19"]);
  expect(found?.current).toEqual([...new Array(11).fill(0), 0.75, 0.25]);
  expect(found?.reference.at(-1)).toBeCloseTo(8 / 20, 12);
});

test("what is compared in neither window has none", () => {
  const skipped: ColumnProfile = { name: "id", kind: "skipped", why: "id" };
  const shares = compareShares(profile(skipped, numbers([0, 0, 0])), profile(skipped));
  expect(shares.size).toBe(0);
  expect(pairHistograms([{ name: "id" }], [])).toEqual([]);
});
