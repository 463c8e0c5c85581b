import { thousands } from "./quantity.ts";

/** `a, b and c`. */
export function listWords(names: readonly string[]): string {
  const [last = ""] = names.slice(-1);
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/**
 * The first names, and how many more.
 *
 * @example shortList(["a", "b", "c", "d"], 2) // a, b and 2 more
 */
export function shortList(names: readonly string[], most: number): string {
  const more = names.length - most;
  return more > 0
    ? `${names.slice(0, most).join(", ")} and ${thousands(more)} more`
    : names.join(", ");
}
