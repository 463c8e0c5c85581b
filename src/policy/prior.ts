/** How much the prior weighs beside the data, in steps²: chosen on real losses, like the rest. */
export const PRIOR_WEIGHT = 5;

/**
 * The aging that would justify a cadence, s₀ = 2r/T₀², with r the cost ratio: whoever retrains every T₀
 * steps acts as if models aged so.
 *
 * @example priorSlope(0.5, 10) // 0.01
 */
export function priorSlope(costRatio: number, period: number): number {
  return (2 * costRatio) / period ** 2;
}
