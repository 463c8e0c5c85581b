import { type Instant, MICROS_PER_DAY, parseInstant, type Zone } from "./instant.ts";
import { dayNumber, fullYear, parseMonth, parseWrittenTime, wholeNumber } from "./written-time.ts";

/** Reads a text as a configured format says; NaN where it is no such time. */
export type TimeReader = (text: string, zone: Zone) => Instant;

/** Formats that have a name; all others are patterns of Python's strptime. */
export const TIME_FORMAT_NAMES = [
  "day_first",
  "month_first",
  "epoch_days",
  "epoch_s",
  "epoch_ms",
  "epoch_us",
  "epoch_ns",
  "excel",
] as const;

type FormatName = (typeof TIME_FORMAT_NAMES)[number];

/** Whether {@link timeReader} knows the format. */
export function isTimeFormat(format: string): boolean {
  return (TIME_FORMAT_NAMES as readonly string[]).includes(format) || compiled(format) !== null;
}

/**
 * A reader of times of a format: one of {@link TIME_FORMAT_NAMES}, or a pattern of Python's strptime with
 * the directives %Y %y %m %d %B %b %A %a %H %I %M %S %f %p %z %Z %j %% and those made of them (%F %T %D %R).
 *
 * @throws TypeError where {@link isTimeFormat} says no
 * @example timeReader("%d/%m/%Y")("14/08/2025", UTC) // 1755129600000000
 * @example timeReader("excel")("45883.5", UTC) // 1755172800000000
 */
export function timeReader(format: string): TimeReader {
  const named = NAMED[format as FormatName] as TimeReader | undefined;
  if (named !== undefined) return named;
  const pattern = compiled(format);
  if (pattern === null) throw new TypeError(`${JSON.stringify(format)} is not a time format`);
  const isNumber = pattern.every((part) => "letter" in part);
  return (text, zone) => {
    const written = isNumber ? wholeNumber(text.trim()) : text.trim();
    const values = valuesIn(written, pattern);
    return values === null ? Number.NaN : assembled(values, zone);
  };
}

const NAMED: Readonly<Record<FormatName, TimeReader>> = {
  day_first: (text, zone) => ordered(text, zone, "dayFirst"),
  month_first: (text, zone) => ordered(text, zone, "monthFirst"),
  epoch_days: readAsNumber((days, zone) => zone.fromLocal(Math.floor(days) * MICROS_PER_DAY)),
  epoch_s: readAsNumber((value) => Math.round(value * 1e6)),
  epoch_ms: readAsNumber((value) => Math.round(value * 1e3)),
  epoch_us: readAsNumber((value) => Math.floor(value)),
  epoch_ns: readAsNumber((value) => Math.floor(value / 1e3)),
  excel: readAsNumber(instantOfExcel),
};

/** The instant of a serial date of Excel: days since 30 December 1899, to the millisecond. */
export function instantOfExcel(serial: number, zone: Zone): Instant {
  return zone.fromLocal(Math.round((serial - EXCEL_EPOCH) * 86_400_000) * 1000);
}

/** 1 January 1970. */
const EXCEL_EPOCH = 25_569;

function readAsNumber(instantOf: (value: number, zone: Zone) => Instant): TimeReader {
  return (text, zone) => {
    const value = text.trim();
    return /^-?\d+(\.\d*)?(e\+?\d+)?$/i.test(value) ? instantOf(Number(value), zone) : Number.NaN;
  };
}

function ordered(text: string, zone: Zone, order: "dayFirst" | "monthFirst"): Instant {
  const time = parseWrittenTime(text, zone);
  if (typeof time !== "number") return time[order];
  return Number.isNaN(time) ? (parseInstant(text.trim(), zone) ?? Number.NaN) : time;
}

/** The characters that each directive takes, from where the last has ended. */
const DIRECTIVES: Readonly<Record<string, RegExp>> = {
  Y: /\d{4}/y,
  y: /\d{2}/y,
  m: /\d{1,2}/y,
  d: /\d{1,2}/y,
  e: /\d{1,2}/y,
  B: /[A-Za-z]{3,9}\.?/y,
  b: /[A-Za-z]{3,9}\.?/y,
  h: /[A-Za-z]{3,9}\.?/y,
  A: /[A-Za-z]{3,9}/y,
  a: /[A-Za-z]{3,9}\.?/y,
  H: /\d{1,2}/y,
  I: /\d{1,2}/y,
  M: /\d{1,2}/y,
  S: /\d{1,2}/y,
  f: /\d{1,9}/y,
  p: /[AaPp]\.?[Mm]\.?/y,
  z: /Z|[-+]\d{2}:?\d{2}/y,
  Z: /[A-Za-z][\w+/-]{0,40}/y,
  j: /\d{1,3}/y,
  " ": /\s+/y,
};
const COMPOSED: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  D: "%m/%d/%y",
  R: "%H:%M",
};

/** Directives, of which a space is one, and other characters, which stand for themselves. */
type Pattern = readonly ({ readonly letter: string } | { readonly character: string })[];

const patterns = new Map<string, Pattern | null>();

function compiled(format: string): Pattern | null {
  let pattern = patterns.get(format);
  if (pattern === undefined) {
    pattern = compile(format);
    patterns.set(format, pattern);
  }
  return pattern;
}

function compile(format: string): Pattern | null {
  const whole = format.replace(/%([FTDR])/g, (_, letter: string) => COMPOSED[letter] ?? "");
  const pattern: Pattern[number][] = [];
  for (let at = 0; at < whole.length; at++) {
    const character = whole[at] as string;
    if (character !== "%") {
      pattern.push(character === " " ? { letter: " " } : { character });
      continue;
    }
    const letter = whole[++at];
    if (letter === "%") pattern.push({ character: "%" });
    else if (letter === undefined || DIRECTIVES[letter] === undefined) return null;
    else pattern.push({ letter });
  }
  const has = (some: string) =>
    pattern.some((part) => "letter" in part && part.letter !== " " && some.includes(part.letter));
  return has("Yy") && has("mBbhj") ? pattern : null;
}

/** The texts of the directives by their letters; null where the text is not as the pattern says. */
function valuesIn(text: string, pattern: Pattern): Map<string, string> | null {
  const values = new Map<string, string>();
  let at = 0;
  for (const part of pattern) {
    if ("character" in part) {
      if (text[at++] !== part.character) return null;
      continue;
    }
    const directive = DIRECTIVES[part.letter] as RegExp;
    directive.lastIndex = at;
    const found = directive.exec(text)?.[0];
    if (found === undefined) return null;
    values.set(part.letter, found);
    at += found.length;
  }
  return at === text.length ? values : null;
}

function assembled(values: ReadonlyMap<string, string>, zone: Zone): Instant {
  const value = (some: string): string | undefined => {
    const letter = [...some].find((each) => values.has(each));
    return letter === undefined ? undefined : values.get(letter);
  };
  const year = fullYear(value("Yy") as string);
  const name = value("Bbh");
  const month = name === undefined ? Number(value("m") ?? 1) : parseMonth(name);
  const ofYear = value("j");
  const days =
    ofYear === undefined
      ? dayNumber(year, month, Number(value("de") ?? 1))
      : dayNumber(year, 1, 1) + Number(ofYear) - 1;
  let hour = Number(value("HI") ?? 0);
  const half = value("p")?.[0]?.toLowerCase();
  if (half !== undefined) hour = (hour % 12) + (half === "p" ? 12 : 0);
  const [minute, second] = [Number(value("M") ?? 0), Number(value("S") ?? 0)];
  // Who counts the hours from 1 writes 24 for the end of the day, as ISO 8601 allows.
  const isEndOfDay = hour === 24 && minute === 0 && second === 0;
  if (Number.isNaN(days) || (hour > 23 && !isEndOfDay) || minute > 59 || second > 60) {
    return Number.NaN;
  }
  const fraction = Math.floor(Number(`0.${value("f") ?? 0}`) * 1e6);
  const local = days * MICROS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1e6 + fraction;
  const place = value("zZ");
  if (place === undefined) return zone.fromLocal(local);
  // The other reader knows offsets and names of zones.
  const midnight = parseWrittenTime(`2000-01-01T00:00:00 ${place}`, zone);
  if (typeof midnight !== "number" || Number.isNaN(midnight)) return Number.NaN;
  const date = new Date(days * 86_400_000).toISOString().slice(0, 10);
  const clock = [hour, minute, second].map((each) => String(each).padStart(2, "0")).join(":");
  const instant = parseWrittenTime(`${date}T${clock} ${place}`, zone);
  return typeof instant === "number" ? instant + fraction : Number.NaN;
}
