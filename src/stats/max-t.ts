import { mean } from "./mean.ts";

/** The answer to one question by a permutation test. */
export interface MaxT {
  /** As if it were the only question. */
  readonly alone: number;
  /** Corrected for all questions. */
  readonly corrected: number;
}

/**
 * p-values of several questions that the same permutations answer, corrected for their number by the
 * maximum statistic: the share of permutations in which the largest statistic of any question is at least
 * the one observed. Statistics are centred and scaled by their own permutations first, so that questions
 * count alike; questions that depend on each other are not corrected twice. Source: Westfall and Young
 * (1993), Resampling-Based Multiple Testing, 2.3 (single step).
 *
 * @param statistics of each question, in each permutation; the first is the order that was observed
 * @param observed of each question, the value that is judged: the first of its statistics, or less where
 *   that is known to be too large by chance
 * @example maxT([Float64Array.of(3, 1, 2), Float64Array.of(1, 2, 3)], [3, 1]) // corrected: 1/3, 1
 */
export function maxT(statistics: readonly Float64Array[], observed: readonly number[]): MaxT[] {
  const largest = new Float64Array(statistics[0]?.length ?? 0).fill(Number.NEGATIVE_INFINITY);
  const scaled = statistics.map((values, question) => {
    const own = standardize(values, observed[question] as number);
    for (let i = 0; i < own.length; i++) {
      if ((own[i] as number) > (largest[i] as number)) largest[i] = own[i] as number;
    }
    return own;
  });
  return scaled.map((own) => ({
    alone: shareNotBelow(own, own[0] as number),
    corrected: shareNotBelow(largest, own[0] as number),
  }));
}

/** By mean and deviation of all permutations, the observed order too: without it, it would stand out. */
function standardize(values: Float64Array, observed: number): Float64Array {
  const centre = mean(values);
  const scale = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
  // Where all are the same, rounding alone would make a scale.
  if (!(scale > 1e-9 * Math.abs(centre))) return values.map(() => 0);
  const scaled = values.map((value) => (value - centre) / scale);
  scaled[0] = (observed - centre) / scale;
  return scaled;
}

/** Equal splits may differ by rounding. */
const ROUNDING = 1e-9;

function shareNotBelow(values: Float64Array, observed: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if ((values[i] as number) >= observed - ROUNDING) count++;
  }
  return count / values.length;
}
