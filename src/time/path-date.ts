import { decodedUri } from "../text/decoded-uri.ts";
import { type DayNumber, daysFromCivil, formatDay } from "./instant.ts";

/** The days that a path names: one, or those of a month or a year. */
export interface PathDate {
  readonly kind: "partition folder" | "file name";
  readonly first: DayNumber;
  readonly last: DayNumber;
}

/**
 * The date that a path states, in a partition folder or else in the file's name. Only forms in which
 * the order of year, month and day is beyond doubt: what could be read two ways is not read.
 *
 * @param path relative to its source, with forward slashes
 * @example findPathDate("dt=2025-08-01/part-0.parquet") // the 1st of August, by partition folder
 * @example findPathDate("year=2025/month=8/a.csv") // the 1st to the 31st of August, by partition folder
 * @example findPathDate("events-20250801.csv.gz") // the 1st of August, by file name
 * @example findPathDate("sales_2025-08.csv") // the 1st to the 31st of August, by file name
 */
export function findPathDate(path: string): PathDate | null {
  const folders = path.split("/");
  const name = folders.pop() ?? "";
  const days = partitionDays(folders) ?? nestedDays(folders);
  if (days !== null) return { kind: "partition folder", ...days };
  const named = daysIn(name, NAMED_DATE) ?? monthIn(name);
  return named && { kind: "file name", ...named };
}

/**
 * The date within the name of a folder, beside other text: as teams call the results of one run. Of
 * nested ones the innermost counts.
 *
 * @example taggedFolderDate("runs/2025-09-04-nyc-xgb/metrics.json") // the 4th of September
 */
export function taggedFolderDate(path: string): Days | null {
  for (const folder of path.split("/").slice(0, -1).reverse()) {
    const days = daysIn(folder, NAMED_DATE);
    if (days !== null) return days;
  }
  return null;
}

type Days = Pick<PathDate, "first" | "last">;

/** `dt=2025-08-01`, `date=20250801`, `month=2025-08`, or `year=2025/month=08/day=01`: Hive's form, as Spark writes it. */
function partitionDays(folders: readonly string[]): Days | null {
  const values = new Map<string, string>();
  for (const folder of folders) {
    const [, key, value] = PARTITION.exec(folder) ?? [];
    if (key === undefined || value === undefined) continue;
    const days = daysIn(decodedUri(value), WHOLE_DATE);
    if (days !== null) return days;
    const [, year, month] = WHOLE_MONTH.exec(folder) ?? [];
    if (year !== undefined && month !== undefined) values.set("year", year).set("month", month);
    else values.set(key.toLowerCase(), value);
  }
  return parseDays(
    values.get("year") ?? values.get("y") ?? values.get("yyyy"),
    values.get("month") ?? values.get("m") ?? values.get("mm"),
    values.get("day") ?? values.get("d") ?? values.get("dd"),
  );
}

/**
 * Whether a folder of Hive's form is called after a date or a part of one.
 *
 * @example isDatePartition("month=08") // true
 */
export function isDatePartition(folder: string): boolean {
  const [, , value = ""] = PARTITION.exec(folder) ?? [];
  const isDate = daysIn(decodedUri(value), WHOLE_DATE) !== null || WHOLE_MONTH.test(folder);
  return isDate || DATE_PARTS.test(folder);
}

const DATE_PARTS =
  /^(?:(?:y|yyyy|year)=\d{4}|quarter=q?\d|(?:m|mm|month|week|d|dd|day|h|hh|hour|minute)=\d{1,2})$/i;

/** `2025/08/01`, or `2025-08-01` as a folder by itself. */
function nestedDays(folders: readonly string[]): Days | null {
  for (let i = folders.length - 1; i >= 0; i--) {
    const days = daysIn(folders[i] ?? "", WHOLE_DATE);
    if (days !== null) return days;
  }
  const year = folders.findIndex((folder) => /^(19|20)\d\d$/.test(folder));
  if (year === -1) return null;
  // A lone year may be anything; a month behind it makes it a date.
  const [month, day] = folders.slice(year + 1);
  return month !== undefined && /^\d\d$/.test(month)
    ? parseDays(folders[year], month, day !== undefined && /^\d\d$/.test(day) ? day : undefined)
    : null;
}

const PARTITION = /^([^=]+)=(.*)$/;

/** A date, with or without an hour or a timestamp's fraction behind it. */
const WHOLE_DATE =
  /^((?:19|20)\d\d)(?:-(\d\d)-(\d\d)|_(\d\d)_(\d\d)|(\d\d)(\d\d))(?:[T_ -]?\d\d(?:[:-]?\d\d)*(?:\.\d{1,9})?(?:Z|\+\d\d:?\d\d)?)?$/;
/** A month under a key that says so: elsewhere it may be a version. */
const WHOLE_MONTH = /^(?:\w*month|ym|dt|ds|date|period)=((?:19|20)\d\d)[-_](\d\d)$/i;
/** A date between other text; no further digit may touch it, or it would be a serial number. */
const NAMED_DATE = /(?<!\d)((?:19|20)\d\d)(?:-(\d\d)-(\d\d)|_(\d\d)_(\d\d)|(\d\d)(\d\d))(?!\d)/;

/** A month in a file's name, with its hyphen or underscore: without it may be any number. */
function monthIn(name: string): Days | null {
  const [, year, month] =
    /(?<!\d)((?:19|20)\d\d)[-_](0[1-9]|1[0-2])(?![\d]|[-_]\d)/.exec(name) ?? [];
  return year === undefined ? null : parseDays(year, month);
}

/**
 * The year that a file's name states; several years beside each other are parts of a table.
 *
 * @example findPathYear("data/claims_2024.csv") // 2024
 */
export function findPathYear(path: string): number | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const year = /(?<!\d)((?:19|20)\d\d)(?!\d)/.exec(name)?.[1];
  return year === undefined ? null : Number(year);
}

function daysIn(text: string, pattern: RegExp): Days | null {
  const [, year, ...parts] = pattern.exec(text) ?? [];
  const [month, day] = parts.filter((part) => part !== undefined);
  return year === undefined ? null : parseDays(year, month, day);
}

function parseDays(year?: string, month?: string, day?: string): Days | null {
  if (year === undefined || !/^\d{4}$/.test(year)) return null;
  if (month === undefined) return span(year, 1, 1, Number(year) + 1, 1, 1);
  const m = wholeNumber(month);
  if (m === null || m < 1 || m > 12) return null;
  const next = m === 12 ? ([Number(year) + 1, 1] as const) : ([Number(year), m + 1] as const);
  if (day === undefined) return span(year, m, 1, ...next, 1);
  const first = daysFromCivil(Number(year), m, wholeNumber(day) ?? 0);
  // There is no 31st of February: a "date" that does not exist is not read.
  const text = `${year}-${String(m).padStart(2, "0")}-${day.padStart(2, "0")}`;
  return formatDay(first) === text ? { first, last: first } : null;
}

function span(year: string, m: number, d: number, toYear: number, toM: number, toD: number): Days {
  return {
    first: daysFromCivil(Number(year), m, d),
    last: daysFromCivil(toYear, toM, toD) - 1,
  };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,2}$/.test(text) ? Number(text) : null;
}
