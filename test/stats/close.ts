import { expect } from "vitest";

/** Equal to 1e-9, relative to what is larger than 1. */
export function close(
  found: readonly (number | undefined)[],
  expected: readonly number[],
  tolerance = 1e-9,
): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    const wanted = expected[i] as number;
    const error = Math.abs((value ?? Number.NaN) - wanted) / Math.max(1, Math.abs(wanted));
    expect(error, `${value} beside ${wanted}`).toBeLessThanOrEqual(tolerance);
  });
}

/** Equal to a relative error, however small the value. */
export function relativelyClose(found: number, expected: number, tolerance: number): void {
  const error = found === expected ? 0 : Math.abs(found / expected - 1);
  expect(error, `${found} beside ${expected}`).toBeLessThanOrEqual(tolerance);
}
