/** Keys by which MongoDB's Extended JSON says of what type a value is: `{"$date": {"$numberLong": "0"}}`. */
const WRAPPERS: ReadonlySet<string> = new Set(["$date", "$numberLong"]);

export function isWrapper(key: string): boolean {
  return WRAPPERS.has(key);
}

/** So many of them lie within each other. */
export const MOST_WRAPPERS = 2;

/**
 * The path of a value without what only says of what type it is.
 *
 * @example unwrappedPath(["created_at", "$date", "$numberLong"]) // ["created_at"]
 */
export function unwrappedPath(path: readonly string[]): readonly string[] {
  let length = path.length;
  while (length > 1 && isWrapper(path[length - 1] as string)) length--;
  return path.slice(0, length);
}

/** The value without what only says of what type it is. @example unwrapped({ $date: "2025-08-14" }) // "2025-08-14" */
export function unwrapped(value: unknown): unknown {
  let inner = value;
  for (let level = 0; level < MOST_WRAPPERS; level++) {
    if (typeof inner !== "object" || inner === null) return inner;
    const [entry, ...others] = Object.entries(inner);
    if (entry === undefined || others.length > 0 || !isWrapper(entry[0])) return inner;
    inner = entry[1];
  }
  return inner;
}
