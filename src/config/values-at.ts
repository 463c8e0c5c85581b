/** A value of a document, and the keys that lead to it. */
export interface Found {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/**
 * The values at a path of a document, where `*` stands for every key of a mapping and every item of a list.
 *
 * @example valuesAt({ a: [{ b: 1 }, { b: 2 }] }, "a.*.b").map(({ value }) => value) // [1, 2]
 */
export function valuesAt(value: unknown, pattern: string): Found[] {
  return below({ path: [], value }, pattern.split("."));
}

function below(found: Found, [key, ...rest]: readonly string[]): Found[] {
  const { path, value } = found;
  if (key === undefined) return [found];
  if (typeof value !== "object" || value === null) return [];
  const all = Array.isArray(value) ? value.keys() : Object.keys(value);
  const keys = key === "*" ? [...all] : Object.hasOwn(value, key) ? [key] : [];
  return keys.flatMap((each) => {
    const inner = (value as Record<string | number, unknown>)[each];
    return below({ path: [...path, each], value: inner }, rest);
  });
}
