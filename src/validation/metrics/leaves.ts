/** A number in a tree or a table, by its path or column. */
export interface MetricLeaf {
  readonly name: string;
  readonly value: number;
  readonly deviation: number | null;
  readonly samples: number | null;
  readonly modelVersion: string | null;
}

/**
 * The numbers of an evaluation. Those of a table's row are made when they are needed, from its columns: of
 * 150,000 rows with ten metrics an object for each number would take most of the time.
 */
export interface Leaves {
  /** One for each number; rows of a table share them. */
  readonly names: readonly string[];
  /** The number at a place among the names. */
  value(place: number): number;
  /** The version of the model that it is of. */
  findVersion(place: number): string | null;
  leaf(place: number): MetricLeaf;
}

export function asLeaves(list: readonly MetricLeaf[]): Leaves {
  const leaf = (place: number) => list[place] as MetricLeaf;
  return {
    names: list.map(({ name }) => name),
    value: (place) => leaf(place).value,
    findVersion: (place) => leaf(place).modelVersion,
    leaf,
  };
}

export const NO_LEAVES: Leaves = asLeaves([]);

/** All numbers of an evaluation at once: for those that are few. */
export function listed(leaves: Leaves): MetricLeaf[] {
  return leaves.names.map((_, place) => leaves.leaf(place));
}

/** All names of numbers, each once. */
export function namesIn(items: Iterable<{ readonly leaves: Leaves }>): Set<string> {
  const found = new Set<string>();
  let last: readonly string[] | null = null;
  for (const { leaves } of items) {
    if (leaves.names === last) continue;
    last = leaves.names;
    for (const name of last) found.add(name);
  }
  return found;
}
