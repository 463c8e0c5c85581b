/** The sum of the products of values at the same places. */
export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}

/**
 * Adds values, each multiplied by the factor, to those at the same places.
 *
 * @param sums are changed
 */
export function addTo(sums: Float64Array, values: Float64Array, factor = 1): void {
  for (let i = 0; i < sums.length; i++) {
    sums[i] = (sums[i] as number) + factor * (values[i] as number);
  }
}
