/** The autocorrelation of neighbours among values whose mean is 0. */
export function lagOne(centred: readonly number[]): number {
  let [products, squares] = [0, 0];
  centred.forEach((value, i) => {
    squares += value * value;
    if (i > 0) products += value * (centred[i - 1] as number);
  });
  return squares === 0 ? 0 : products / squares;
}

/**
 * What autocorrelation φ to reckon with, from the `found` one of residuals. A fit takes part of it
 * away, and a few values say little: so it is drawn towards .35, the middle of 0 to .7, by the share
 * that so many values can say, and .1 is added, since too low is the worse mistake. Its constants were
 * fitted to simulated series (fixtures/stats/drift-law.mjs); drift-law.ts holds what tests reach with it,
 * so that a mistake costs power, and not the level of the test.
 *
 * @example phiToReckonWith(0, 52) // 0.26
 * @example phiToReckonWith(0, 8) // 0.48
 */
export function phiToReckonWith(found: number, n: number): number {
  const share = Math.max(0.15, 1 - 15 / (n + 5));
  const usual = 0.35 * (1 - 6 / n) - 2.5 / n;
  return Math.min(0.8, Math.max(0, 0.35 + share * (found - usual) + 0.1));
}
