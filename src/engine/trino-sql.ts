import type { CountedCategory, CountedNumber } from "./counted-columns.ts";
import { type Field, type FieldType, MISSING_TEXTS } from "./field.ts";
import { quoteNumber, quoteText } from "./quote.ts";

/** How Trino's own type of a column is treated. */
export function fieldType(type: string): FieldType {
  if (/^(?:double|real|decimal\(.*\))$/.test(type)) return "number";
  if (/^(?:tinyint|smallint|integer|bigint)$/.test(type)) return "whole";
  if (type === "boolean") return "boolean";
  return /^(?:var)?char(?:\(\d+\))?$/.test(type) ? "text" : "other";
}

/** The types in which columns of several tables are put below each other. */
export const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  number: "double",
  whole: "bigint",
  boolean: "boolean",
  text: "varchar",
  other: "varchar",
};

/** The number of a field; NULL for NaN and for what is no number. */
export function asNumber({ sql, type }: Field): string {
  if (type === "whole") return `cast(${sql} as double)`;
  if (type === "text") return textAsNumber(`cast(${sql} as varchar)`);
  const number = `cast(${sql} as double)`;
  return `case when not is_nan(${number}) then ${number} end`;
}

const BLANKS = "[\\x09-\\x0d ]*";
const DIGITS = "[0-9]+(?:_[0-9]+)*";
const NUMBER = `[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:[eE][+-]?${DIGITS})?`;

/** The numbers in texts are those that DuckDB reads: Trino alone takes `1d` for one, and `inf` for none. */
function textAsNumber(sql: string): string {
  const isNumber = `regexp_like(${sql}, '\\A${BLANKS}${NUMBER}${BLANKS}\\z')`;
  const isInfinite = `regexp_like(${sql}, '\\A${BLANKS}[+-]?(?i:inf(?:inity)?)${BLANKS}\\z')`;
  return `case when ${isNumber} then cast(replace(${sql}, '_', '') as double) when ${isInfinite} then if(strpos(${sql}, '-') > 0, -infinity(), infinity()) end`;
}

/** The text of a field as a category: see `asCategory` of DuckDB, which gives the same. */
export function asCategory(field: Field, isWhole: boolean): string {
  const { sql, type } = field;
  const text = `cast(${sql} as varchar)`;
  if (type === "number" || (type === "text" && isWhole)) {
    const number = asNumber(field);
    const other = type === "number" ? `cast(${number} as varchar)` : text;
    return `case when ${number} = truncate(${number}) and abs(${number}) < 1e18 then cast(cast(${number} as bigint) as varchar) else ${other} end`;
  }
  return text;
}

/** Whether a text is among those that stand for no number. */
export function isMissing(sql: string): string {
  const trimmed = `regexp_replace(cast(${sql} as varchar), '\\A\\p{Zs}+|\\p{Zs}+\\z', '')`;
  return `${trimmed} in (${MISSING_TEXTS.map(quoteText).join(", ")})`;
}

/** The bytes of a value, of which a hash is made. */
export function asBytes({ sql, type }: Field): string {
  if (type === "whole" || type === "boolean") return `to_big_endian_64(cast(${sql} as bigint))`;
  if (type === "number") return `to_ieee754_64(cast(${sql} as double))`;
  return `to_utf8(cast(${sql} as varchar))`;
}

/** A number by which rows are chosen: always the same for the same bytes. */
export function hashNumber(bytes: string): string {
  return `from_big_endian_64(xxhash64(${bytes}))`;
}

/** How many values differ, exactly: one aggregation for each column, of which a query can have many. */
export function countDistinct(sql: string): string {
  return `coalesce(cardinality(histogram(${sql})), 0)`;
}

/** A count with all its digits. */
export function asText(count: string): string {
  return `cast(${count} as varchar)`;
}

/** Rows by day, and the histogram of each number: place and count of each bin that is not empty. */
export function countNumbers(
  from: string,
  day: string,
  where: string,
  columns: readonly Pick<CountedNumber, "field" | "edges">[],
): string {
  const inner = columns.map(({ field, edges }, i) => {
    const filled = field.type === "text" ? `not ${isMissing(field.sql)}` : "false";
    return `, ${binPlace(asNumber(field), edges)} as b${i}, ${filled} as f${i}`;
  });
  const outer = columns.map(
    (_, i) => `, cast(histogram(b${i}) as map(bigint, varchar)), ${asText(`count_if(f${i})`)}`,
  );
  return `select d, ${asText("count(*)")}${outer.join("")} from (select ${day} as d${inner.join("")} from ${from} where ${where}) group by d`;
}

/**
 * The place of a number's bin, whose upper edge belongs to it. `width_bucket` puts an edge into the bin above:
 * so it is asked of the negative number, from which the bins lie the other way round.
 */
function binPlace(number: string, edges: readonly number[]): string {
  if (edges.length === 0) return `case when ${number} is not null then 0 end`;
  const mirrored = [...edges].reverse().map((edge) => quoteNumber(-edge));
  return `${edges.length} - width_bucket(-(${number}), array[${mirrored.join(", ")}])`;
}

/** Rows by day and the place of a column's value; -1 for NULL, -2 for all others. */
export function countCategory(
  from: string,
  day: string,
  where: string,
  { field, values, isWhole }: Omit<CountedCategory, "name">,
): string {
  const places = values.map((_, i) => i).join(", ");
  const known = `map(array[${values.map(quoteText).join(", ")}], array[${places}])`;
  const place = values.length === 0 ? "-2" : `coalesce(element_at(${known}, v), -2)`;
  const code = `case when v is null then -1 else ${place} end`;
  return `select d, code, ${asText("count(*)")} from (select d, ${code} as code from (select ${day} as d, ${asCategory(field, isWhole)} as v from ${from} where ${where})) group by d, code`;
}
