import type { Instant, Zone } from "../../time/instant.ts";
import { type NumericDate, parseWrittenTime, type WrittenTime } from "../../time/written-time.ts";
import { statedInstant } from "../files/result-time.ts";
import { type Cell, numberIn, type Row } from "./table.ts";

/**
 * The instants in a column, by the places of its rows; of what is no time, NaN.
 *
 * @returns whether at least half of what stands in it are times, too
 */
export function columnInstants(
  rows: readonly Row[],
  at: number,
  zone: Zone,
): { readonly values: Float64Array; readonly isTimes: boolean; readonly isAll: boolean } {
  const values = new Float64Array(rows.length).fill(Number.NaN);
  const numeric = new Map<number, NumericDate>();
  let [cells, times] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const cell = (rows[i] as Row).cells[at] ?? null;
    if (cell === null) continue;
    cells++;
    const time = instantIn(cell, zone) ?? writtenIn(cell, zone);
    if (time === undefined) continue;
    times++;
    if (typeof time === "object") numeric.set(i, time);
    else values[i] = time;
  }
  const order = chooseOrder([...numeric.values()]);
  for (const [i, date] of numeric) if (order !== undefined) values[i] = date[order];
  return { values, isTimes: times > 0 && times >= cells / 2, isAll: cells > 1 && times === cells };
}

function writtenIn(cell: Cell, zone: Zone): WrittenTime | undefined {
  const time = typeof cell === "string" ? parseWrittenTime(cell, zone) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The one order in which all are days; undefined where both are, or neither. */
function chooseOrder(dates: readonly NumericDate[]): "dayFirst" | "monthFirst" | undefined {
  const fits = (order: "dayFirst" | "monthFirst") =>
    dates.every((date) => !Number.isNaN(date[order]));
  const isDayFirst = fits("dayFirst");
  return isDayFirst === fits("monthFirst") ? undefined : isDayFirst ? "dayFirst" : "monthFirst";
}

/**
 * The instant in a cell: ISO 8601, its day without hyphens, or the time since 1970 in seconds to
 * nanoseconds, by its size.
 *
 * @example instantIn("20250814", UTC) // 2025-08-14T00:00:00Z
 */
export function instantIn(cell: Cell, zone: Zone): Instant | undefined {
  if (typeof cell === "string") {
    const stated = statedInstant(cell, zone);
    if (stated !== undefined) return stated;
  }
  const number = numberIn(cell);
  if (number === undefined) return undefined;
  const [, year, month, day] = /^((?:19|20)\d\d)(\d\d)(\d\d)$/.exec(`${number}`) ?? [];
  if (year !== undefined) return statedInstant(`${year}-${month}-${day}`, zone);
  if (number >= MICROS_2001 && number < MICROS_2001 * 10) return Math.round(number);
  if (number >= MICROS_2001 * 1e3 && number < MICROS_2001 * 1e4) return Math.round(number / 1e3);
  return statedInstant(number, zone);
}

/** Ten digits of seconds, as of the years 2001 to 2286, are sixteen of microseconds. */
const MICROS_2001 = 1e15;
