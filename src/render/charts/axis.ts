import { scaleLinear, scaleUtc } from "d3-scale";
import { thousands } from "../../text/quantity.ts";
import { anchorAt, label, rule } from "./svg.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** Milliseconds of an instant, or of a day, which begins in UTC: a chart knows no zone. */
export function parseTime(text: string): number {
  return Date.parse(text.length === 10 ? text : wallClock(text));
}

/** As the clock in the plan's zone showed it. */
function wallClock(instant: string): string {
  return `${instant.replace(/(Z|[+-]\d\d:\d\d)$/, "").slice(0, 23)}Z`;
}

/** `21 Aug`, with its year if `withYear`. */
export function dayWords(time: number, withYear = false): string {
  const date = new Date(time);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return withYear ? `${day} ${date.getUTCFullYear()}` : day;
}

export type Place = (value: number) => number;

/** Time from left to right: where an instant lies, in per cent, and the line of dates below. */
export function timeAxis(
  domain: readonly [number, number],
  [left, right]: readonly [number, number] = [0, 100],
): { x: Place; dates(y: number): string } {
  const scale = scaleUtc(domain, [left, right]);
  const isLong = domain[1] - domain[0] > 500 * 86_400_000;
  const words = (time: number, i: number) => {
    const date = new Date(time);
    if (isLong) return `${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    return dayWords(time, i === 0);
  };
  // Those of one day, or month, would be named alike.
  const ticks = apart(
    differing(scale.ticks(4).map(Number), (time) => words(time, 1)),
    (time) => scale(time),
  );
  return {
    x: (time) => scale(time),
    dates: (y) =>
      ticks
        .map((time, i) => label(words(time, i), scale(time), y, { anchor: anchorAt(scale(time)) }))
        .join(""),
  };
}

/** The first of those that are named alike. */
function differing(values: readonly number[], words: (value: number) => string): number[] {
  return [
    ...new Map([...values].reverse().map((value) => [words(value), value])).values(),
  ].reverse();
}

/** Of dates those that leave each other room on the narrowest screen; the first has its year beside it. */
function apart(times: readonly number[], x: Place): number[] {
  const kept: number[] = [];
  for (const time of times) {
    const last = kept.at(-1);
    const room = kept.length === 1 ? 26 : 18;
    if (last === undefined || x(time) - x(last) >= room) kept.push(time);
  }
  return kept;
}

interface ValueAxisOptions {
  words?: (value: number) => string;
  /** About so many numbers. */
  count?: number;
  /** Whether the axis goes on to round numbers. */
  isNice?: boolean;
  /** The numbers stand at the right, where the future has room for them. */
  atRight?: boolean;
}

/** Values from bottom to top: where one lies, in pixels, with lines and numbers at round ones. */
export function valueAxis(
  domain: readonly [number, number],
  [bottom, top]: readonly [number, number],
  { words = thousands, count = 3, isNice = true, atRight = false }: ValueAxisOptions = {},
): { y: Place; lines: string; numbers: string } {
  const scale = scaleLinear(domain, [bottom, top]);
  if (isNice) scale.nice(count);
  const ticks = differing(scale.ticks(count), words);
  return {
    y: (value) => scale(value),
    lines: ticks.map((value) => rule("grid", 0, scale(value), 100, scale(value))).join(""),
    numbers: ticks
      .map((value) =>
        atRight
          ? label(words(value), 100, scale(value) - 4, { kind: "over", anchor: "end" })
          : label(words(value), 0, scale(value) - 4, { kind: "over" }),
      )
      .join(""),
  };
}
