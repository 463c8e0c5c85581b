import {
  type DayNumber,
  daysFromCivil,
  formatDay,
  type Instant,
  MICROS_PER_DAY,
  MICROS_PER_SECOND,
  type Zone,
} from "../time/instant.ts";
import type { DayRange } from "./engine.ts";
import type { Offset } from "./zone-offsets.ts";

/** How a column tells times, by Trino's type of it. */
export type TimeKind = "date" | "local" | "instant" | "text" | "number";

/** @returns null for a type that holds no times */
export function timeKind(type: string): TimeKind | null {
  if (type === "date") return "date";
  if (/^timestamp(?:\(\d+\))? with time zone$/.test(type)) return "instant";
  if (/^timestamp(?:\(\d+\))?$/.test(type)) return "local";
  if (/^(?:var)?char(?:\(\d+\))?$/.test(type)) return "text";
  return /^(?:integer|bigint|double|real|decimal\(.*\))$/.test(type) ? "number" : null;
}

/** Days since 1970 of a date. */
function dayNumber(date: string): string {
  return `date_diff('day', date '1970-01-01', ${date})`;
}

/** The day of a `date`, or of a `timestamp` that a clock on the wall shows. */
export function dayOfLocal(sql: string): string {
  return dayNumber(`cast(${sql} as date)`);
}

/** The day of a `timestamp with time zone` in a zone whose offsets in the column's range are known. */
export function dayOfInstant(sql: string, offsets: readonly Offset[]): string {
  const shifted = ({ micros }: Offset) =>
    dayNumber(
      `cast((${sql} + interval '${micros / MICROS_PER_SECOND}' second) at time zone 'UTC' as date)`,
    );
  return byOffset(offsets, shifted, ({ until }) => `${sql} < ${instantLiteral(until)}`);
}

function byOffset(
  offsets: readonly Offset[],
  express: (offset: Offset) => string,
  isBefore: (offset: Offset) => string,
): string {
  const last = express(offsets.at(-1) ?? { until: Number.POSITIVE_INFINITY, micros: 0 });
  const cases = offsets
    .slice(0, -1)
    .map((offset) => `when ${isBefore(offset)} then ${express(offset)}`);
  return cases.length === 0 ? last : `case ${cases.join(" ")} else ${last} end`;
}

/** The units of epochs, as so many of them make a second. */
const UNITS: Readonly<Record<string, number>> = {
  epoch_s: 1,
  epoch_ms: 1e3,
  epoch_us: 1e6,
  epoch_ns: 1e9,
};

/** From 1990 to 2100, within which an epoch without a stated unit has to be, as in files. */
const EPOCH_RANGE = [631_152_000, 4_102_444_800] as const;

/**
 * How many units of a column of epochs make a second, by its stated format, or by its range.
 *
 * @returns null where neither tells
 */
export function epochUnit(format: string | undefined, least: number, most: number): number | null {
  if (format !== undefined) return UNITS[format] ?? null;
  const [from, to] = EPOCH_RANGE;
  return Object.values(UNITS).find((unit) => least >= from * unit && most < to * unit) ?? null;
}

/** The day of an epoch of a unit: whole numbers are divided as such, and keep all digits. */
export function dayOfEpoch(
  sql: string,
  isWhole: boolean,
  unit: number,
  offsets: readonly Offset[],
): string {
  const perDay = 86_400 * unit;
  const shifted = ({ micros }: Offset) => {
    const ahead = BigInt(micros / MICROS_PER_SECOND) * BigInt(unit);
    if (!isWhole) {
      return `cast(floor((cast(${sql} as double) + ${ahead}) / ${perDay}e0) as bigint)`;
    }
    const at = `(cast(${sql} as bigint) + ${ahead})`;
    // Trino's division rounds towards zero, which would put the last day of 1969 into 1970.
    return `((${at} - mod(mod(${at}, ${perDay}) + ${perDay}, ${perDay})) / ${perDay})`;
  };
  const until = (offset: Offset) =>
    `${sql} < ${(BigInt(offset.until) * BigInt(unit)) / BigInt(MICROS_PER_SECOND)}`;
  const day = byOffset(offsets, shifted, until);
  return isWhole ? day : `case when is_finite(cast(${sql} as double)) then ${day} end`;
}

/**
 * The rows of some days, as a condition on the column itself, by which a connector leaves out partitions and
 * files; it lets through some hours more at each end, so that the day itself is compared, too.
 *
 * @returns null where no condition can be written
 */
export function withinDays(sql: string, kind: TimeKind, { first, last }: DayRange): string | null {
  if (first <= FIRST_DAY || last >= LAST_DAY) return null;
  const [from, to] = [formatDay(first - 1), formatDay(last + 2)];
  if (kind === "date") return `${sql} between date '${from}' and date '${to}'`;
  if (kind === "local") {
    return `${sql} >= timestamp '${from} 00:00:00' and ${sql} < timestamp '${to} 00:00:00'`;
  }
  if (kind === "instant") {
    return `${sql} >= timestamp '${from} 00:00:00 UTC' and ${sql} < timestamp '${to} 00:00:00 UTC'`;
  }
  return null;
}

/** The years 1000 to 9998: dates of other years are written in other ways. */
const FIRST_DAY: DayNumber = daysFromCivil(1000, 1, 1);
const LAST_DAY: DayNumber = daysFromCivil(9998, 12, 31);

function instantLiteral(instant: Instant): string {
  const day = Math.floor(instant / MICROS_PER_DAY);
  const seconds = Math.floor((instant - day * MICROS_PER_DAY) / MICROS_PER_SECOND);
  const [hour, minute] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const time = [hour, minute, seconds % 60].map((part) => String(part).padStart(2, "0"));
  return `timestamp '${formatDay(day)} ${time.join(":")} UTC'`;
}

/** The texts that Trino makes of a date, a time, and a time in UTC. */
const WRITTEN = /^(-?\d+)-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d+))?)?( UTC)?$/;

/**
 * The instant of a time that Trino has written; of one without a zone, in the plan's.
 *
 * @returns NaN for another text
 * @example parseWritten("1970-01-01 00:00:01.5 UTC", zone) // 1500000
 */
export function parseWritten(text: string, zone: Zone): Instant {
  const [, year, month, day, hour = "0", minute = "0", second = "0", rest = "", utc] =
    WRITTEN.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  const micros = Number(rest.slice(0, 6).padEnd(6, "0"));
  const days = daysFromCivil(Number(year), Number(month), Number(day));
  const local = days * MICROS_PER_DAY + seconds * MICROS_PER_SECOND + micros;
  return utc === undefined ? zone.fromLocal(local) : local;
}

/** A text of which there are few, and that falls on the same day as the time: of a zone-less ISO time its date. */
export function timeKey(sql: string, format: string | undefined): string {
  const text = `cast(${sql} as varchar)`;
  if (format !== undefined) return text;
  return `case when regexp_like(${text}, '\\A${LOCAL_ISO}\\z') then substr(${text}, 1, 10) else ${text} end`;
}

const LOCAL_ISO =
  "[0-9]{4}-[0-9][0-9]-[0-9][0-9](?:[T ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?)?";
