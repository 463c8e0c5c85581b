/** Whether `npm run thorough` runs the tests, which takes its time. */
export const isThorough = Boolean(process.env.THOROUGH);

/**
 * How often a property is tried: as given by `npm run thorough`, a fifth of it by `npm test`.
 *
 * @example fc.assert(property, { numRuns: runs(1500) })
 */
export function runs(count: number): number {
  return isThorough ? count : Math.ceil(count / 5);
}
