/** Items by a key of theirs, in the order in which they and the keys come. */
export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  let group: T[] | undefined;
  let last: K | undefined;
  for (const item of items) {
    const key = keyOf(item);
    // Neighbours are mostly alike.
    if (group === undefined || key !== last) {
      group = groups.get(key);
      if (group === undefined) {
        group = [];
        groups.set(key, group);
      }
      last = key;
    }
    group.push(item);
  }
  return groups;
}
