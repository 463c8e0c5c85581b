import type { EngineTime } from "./engine.ts";
import type { Offset } from "./zone-offsets.ts";

const EPOCH = "date '1970-01-01'";

/** The day of a DATE, or of a TIMESTAMP that a clock on the wall shows. */
export function dayOfLocal(sql: string): string {
  return `case when isfinite(${sql}) then (cast(${sql} as date) - ${EPOCH})::integer end`;
}

/** The day of an instant in a zone whose offsets in the column's range are known. */
export function dayOfInstant(sql: string, offsets: readonly Offset[]): string {
  const micros = `epoch_us(${sql})`;
  const cases = offsets.slice(0, -1).map(({ until, micros }) => `when x < ${until} then ${micros}`);
  const last = offsets.at(-1)?.micros ?? 0;
  const offset =
    cases.length === 0
      ? `${last}`
      : `case ${cases.join(" ").replaceAll("x <", `${micros} <`)} else ${last} end`;
  return `case when isfinite(${sql}) then (cast(make_timestamp(${micros} + ${offset}) as date) - ${EPOCH})::integer end`;
}

/**
 * A text of which there are few, and that falls on the same day as a value of the time column: of a clock
 * time only hour and minute, of a zone-less ISO time only the date, of an epoch the minute. A zone changes
 * its offset on whole minutes.
 */
export function timeKey(sql: string, isText: boolean, { format }: EngineTime): string {
  const text = `cast(${sql} as varchar)`;
  if (format === "epoch_days" || format === "excel") {
    return isText ? text : `cast(floor(${sql}) as varchar)`;
  }
  const isEpoch = format?.startsWith("epoch_") === true;
  if (!isText && (format === undefined || isEpoch)) return epochKey(sql, format);
  if (format !== undefined && !NAMED_ORDERS.includes(format)) {
    return /%S|%T/.test(format) && !/%f/.test(format) ? withoutSeconds(text) : text;
  }
  if (isEpoch) return text;
  return `case when regexp_full_match(${text}, '${LOCAL_ISO}') then left(${text}, 10) else ${withoutSeconds(text)} end`;
}

const NAMED_ORDERS = ["day_first", "month_first"];
const LOCAL_ISO = "\\d{4}-\\d\\d-\\d\\d([T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d([.,]\\d+)?)?)?";

function withoutSeconds(text: string): string {
  return `regexp_replace(${text}, '(^|\\D)(\\d{1,2}:\\d\\d):[0-5]\\d([.,]\\d+)?(\\D|$)', '\\1\\2:00\\4')`;
}

function epochKey(sql: string, format: string | undefined): string {
  const cases = Object.entries(UNITS).map(([name, unit]) => {
    // From 1990 to 2100, within which an epoch without a stated unit has to be. DuckDB multiplies literals
    // in 32 bits.
    const isUnit = `${sql} >= ${631_152_000n * unit} and ${sql} < ${4_102_444_800n * unit}`;
    const minute = `cast(${sql} // ${60n * unit} * ${60n * unit} as varchar)`;
    return format === undefined || format === name ? `when ${isUnit} then ${minute}` : "";
  });
  return `case ${cases.join(" ")} else cast(${sql} as varchar) end`;
}

const UNITS: Readonly<Record<string, bigint>> = {
  epoch_s: 1n,
  epoch_ms: 1000n,
  epoch_us: 1_000_000n,
  epoch_ns: 1_000_000_000n,
};
