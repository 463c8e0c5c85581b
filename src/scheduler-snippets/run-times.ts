import { type Duration, toDays } from "../time/duration.ts";

/** When a scheduler starts something: the values of cron's five fields; null where any will do. */
export interface RunTimes {
  readonly minute: readonly number[] | null;
  readonly hour: readonly number[] | null;
  readonly dayOfMonth: readonly number[] | null;
  readonly month: readonly number[] | null;
  /** 0: Sunday. Where a day of the month is named, too, either will do. */
  readonly weekday: readonly number[] | null;
}

/**
 * When plans are made: as often as the model is retrained, or oftener where a scheduler knows no such
 * time: every week of two weeks, every day of five.
 *
 * @param between the time between two cycles
 * @param at a time of day, such as 06:00
 * @param weekday 0: Sunday
 */
export function chooseRunTimes(between: Duration, at: string, weekday: number): RunTimes {
  const [hour = 0, minute = 0] = at.split(":").map(Number);
  const days = toDays(between);
  const any = { minute: [minute], hour: [hour], dayOfMonth: null, month: null, weekday: null };
  if (days < 1) return { ...any, hour: null };
  if (days < 7) return any;
  return days < 28 ? { ...any, weekday: [weekday] } : { ...any, dayOfMonth: [1] };
}

/**
 * The same of a cron expression, without its seconds.
 *
 * @throws Error where it says what only some programs understand: `L`, `#`
 * @example runTimesOfCron("0 6 * * mon-fri").weekday // [1, 2, 3, 4, 5]
 */
export function runTimesOfCron(expression: string): RunTimes {
  const fields = expression.trim().toLowerCase().split(/\s+/).slice(-5);
  const [minute, hour, dayOfMonth, month, weekday] = fields.map((field, k) =>
    expandValues(field, RANGES[k] as Range),
  ) as [Values, Values, Values, Values, Values];
  // Both 0 and 7 are Sunday.
  const days = weekday && [...new Set(weekday.map((day) => day % 7))].sort((a, b) => a - b);
  return { minute, hour, dayOfMonth, month, weekday: days };
}

type Values = number[] | null;
interface Range {
  from: number;
  to: number;
  names: string[];
}

const RANGES: Range[] = [
  { from: 0, to: 59, names: [] },
  { from: 0, to: 23, names: [] },
  { from: 1, to: 31, names: [] },
  { from: 1, to: 12, names: "-janfebmaraprmayjunjulaugsepoctnovdec".match(/-|.{3}/g) ?? [] },
  { from: 0, to: 7, names: "sunmontuewedthufrisat".match(/.{3}/g) ?? [] },
];

function expandValues(field: string, { from, to, names }: Range): Values {
  const parseNumber = (text: string) => {
    const named = names.indexOf(text);
    if (named >= 0) return named;
    if (!/^\d+$/.test(text)) throw new Error(`"${field}" is not understood by every scheduler`);
    return Number(text);
  };
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const [range = "", step] = part.split("/");
    const [first = "", last] = range.split("-");
    const isAny = range === "*" || range === "?";
    const low = isAny ? from : parseNumber(first);
    const high =
      last !== undefined
        ? parseNumber(last)
        : isAny || step !== undefined
          ? to
          : parseNumber(first);
    for (let value = low; value <= high; value += step === undefined ? 1 : parseNumber(step)) {
      values.add(value);
    }
  }
  return field === "*" || field === "?" ? null : [...values].sort((a, b) => a - b);
}

/** As cron writes them, in numbers alone, which every program that reads cron understands. */
export function cronText({ minute, hour, dayOfMonth, month, weekday }: RunTimes): string {
  return [minute, hour, dayOfMonth, month, weekday].map(fieldText).join(" ");
}

function fieldText(values: readonly number[] | null): string {
  if (values === null) return "*";
  const runs: [number, number][] = [];
  for (const value of values) {
    const run = runs.at(-1);
    if (run?.[1] === value - 1) run[1] = value;
    else runs.push([value, value]);
  }
  return runs
    .map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a},${b}` : `${a}-${b}`))
    .join(",");
}
