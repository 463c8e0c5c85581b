/** How a column's values are treated, whichever engine reads them. */
export type FieldType = "number" | "whole" | "boolean" | "text" | "other";

/** A column of a table, as an expression of an engine's SQL. */
export interface Field {
  readonly sql: string;
  readonly type: FieldType;
}

/**
 * How a column is treated that has these types in several tables: numbers together as numbers, anything else
 * by its text.
 */
export function commonType(types: Iterable<FieldType>): FieldType {
  const all = new Set(types);
  const [first = "other"] = all;
  if (all.size === 1) return first;
  if (all.has("other")) return "other";
  return [...all].every((type) => type === "number" || type === "whole") ? "number" : "text";
}

/** The texts that stand for no value in a column of numbers, as pandas reads them in CSV. */
export const MISSING_TEXTS: readonly string[] = [
  ...["", "#N/A", "-NaN", "-nan", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"],
];
