/**
 * Ranks from 1, those of equal values their mean.
 *
 * @example ranks([10, 30, 10, 20]) // [1.5, 4, 1.5, 3]
 */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => at(values, a) - at(values, b));
  const result = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let i = from; i < to; i++) result[order[i] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return result;
}

/**
 * How many values there are of each that occurs more than once.
 *
 * @example ties([1, 2, 2, 3, 3, 3]) // [2, 3]
 */
export function ties(values: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1);
}

function at(values: readonly number[], i: number): number {
  return values[i] as number;
}
