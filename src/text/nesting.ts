/**
 * No tool writes lists and mappings that lie within each other so deep. Whatever walks a value calls itself for
 * each level, JSON.stringify too, and a stack holds some thousands.
 */
const MOST_LEVELS = 200;

/**
 * Whether a value of JSON, YAML or TOML nests deeper than so many levels, or lies within itself.
 *
 * @param value what another program wrote; what lies in it twice is looked at once a level
 * @example isDeeper([[1]], 1) // true; isDeeper([1], 1) // false
 */
export function isDeeper(value: unknown, levels: number = MOST_LEVELS): boolean {
  let open = new Set([value].filter(isContainer));
  for (let level = 0; level < levels && open.size > 0; level++) {
    const within = new Set<object>();
    for (const each of open) {
      for (const child of Object.values(each)) if (isContainer(child)) within.add(child);
    }
    open = within;
  }
  return open.size > 0;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
