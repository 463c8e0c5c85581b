import { ServerProblem } from "../../../trust/server-reader.ts";

/** An object in an answer. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws ServerProblem where a value is no object */
export function readFields(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw unlikeMlflow(`${what} is not an object`);
}

/**
 * A list of an answer, in which MLflow omits empty lists.
 *
 * @throws ServerProblem where it is something else
 */
export function readList(fields: Fields, key: string): readonly unknown[] {
  const value = fields[key] ?? [];
  if (Array.isArray(value)) return value;
  throw unlikeMlflow(`${key} is not a list`);
}

/** @throws ServerProblem where it is missing or no text */
export function readText(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value === "string" && value !== "") return value;
  throw unlikeMlflow(`${key} is not a text`);
}

/** A text with more than blanks, else null. */
export function optionalText(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** Milliseconds since 1970, as a number or in digits; null where it is missing or 0. */
export function optionalTime(value: unknown): number | null {
  const ms = typeof value === "string" ? Number(value) : value;
  return typeof ms === "number" && ms > 0 ? ms : null;
}

/** Pairs of `key` and `value`, as parameters and tags are. */
export function readPairs(fields: Fields, key: string): [string, string][] {
  return readList(fields, key).map((entry) => {
    const pair = readFields(entry, key);
    return [readText(pair, "key"), typeof pair.value === "string" ? pair.value : ""];
  });
}

/** An answer that MLflow would not give. */
export function unlikeMlflow(why: string): ServerProblem {
  return new ServerProblem(`does not answer as MLflow does: ${why}`);
}
