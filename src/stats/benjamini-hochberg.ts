/**
 * p-values corrected for the number of questions asked, so that of those at most α at most the share
 * α is expected to be a false discovery. Source: Benjamini and Hochberg (1995), JRSS B 57; the same as
 * scipy.stats.false_discovery_control.
 *
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => (ps[b] as number) - (ps[a] as number));
  const adjusted = new Array<number>(ps.length);
  let least = 1;
  order.forEach((i, fromLargest) => {
    least = Math.min(least, ((ps[i] as number) * ps.length) / (ps.length - fromLargest));
    adjusted[i] = least;
  });
  return adjusted;
}
