import fc from "fast-check";
import { expect, it } from "vitest";
import {
  findRange,
  type Int64,
  MOST_INTEGERS,
} from "../../../../src/inventory/readers/column/int64-range.ts";

const bigintOf = ({ low, high }: Int64) => (BigInt(high) << 32n) | BigInt(low >>> 0);

it("finds the least and the greatest of 64-bit integers", () => {
  const integers = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }),
  );
  fc.assert(
    fc.property(fc.array(integers, { minLength: 1, maxLength: 100 }), (values) => {
      const { min, max } = findRange(new Int32Array(BigInt64Array.from(values).buffer));
      const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      expect([bigintOf(min), bigintOf(max)]).toEqual([sorted[0], sorted.at(-1)]);
    }),
    { numRuns: 500, seed: 20250814 },
  );
});

it("takes as many as it says", () => {
  const values = BigInt64Array.from({ length: MOST_INTEGERS }, (_, i) => BigInt(i) * 3n - 7n);
  const { min, max } = findRange(new Int32Array(values.buffer));
  expect([bigintOf(min), bigintOf(max)]).toEqual([-7n, BigInt(MOST_INTEGERS - 1) * 3n - 7n]);
});
