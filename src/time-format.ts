import { type Instant, MICROS_PER_DAY, parseInstant, type Zone } from "./instant.ts";
import { dayNumber, fullYear, monthOf, parseWrittenTime } from "./written-time.ts";

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
 * What reads times of a format: one of {@link TIME_FORMAT_NAMES}, or a pattern of Python's strptime with
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
  const { regex, letters } = pattern;
  return (text, zone) => {
    const found = regex.exec(text.trim());
    return found === null ? Number.NaN : assembled(letters, found.slice(1), zone);
  };
}

const NAMED: Readonly<Record<FormatName, TimeReader>> = {
  day_first: (text, zone) => ordered(text, zone, "dayFirst"),
  month_first: (text, zone) => ordered(text, zone, "monthFirst"),
  epoch_days: numberOf((days, zone) => zone.fromLocal(Math.floor(days) * MICROS_PER_DAY)),
  epoch_s: numberOf((value) => Math.round(value * 1e6)),
  epoch_ms: numberOf((value) => Math.round(value * 1e3)),
  epoch_us: numberOf((value) => Math.floor(value)),
  epoch_ns: numberOf((value) => Math.floor(value / 1e3)),
  excel: numberOf(instantOfExcel),
};

/** The instant of a serial date of Excel: days since 30 December 1899, to the millisecond. */
export function instantOfExcel(serial: number, zone: Zone): Instant {
  return zone.fromLocal(Math.round((serial - EXCEL_EPOCH) * 86_400_000) * 1000);
}

/** 1 January 1970. */
const EXCEL_EPOCH = 25_569;

function numberOf(instantOf: (value: number, zone: Zone) => Instant): TimeReader {
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

const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: "(\\d{4})",
  y: "(\\d{2})",
  m: "(\\d{1,2})",
  d: "(\\d{1,2})",
  e: "(\\d{1,2})",
  B: "([A-Za-z]{3,9}\\.?)",
  b: "([A-Za-z]{3,9}\\.?)",
  h: "([A-Za-z]{3,9}\\.?)",
  A: "[A-Za-z]+",
  a: "[A-Za-z]+\\.?",
  H: "(\\d{1,2})",
  I: "(\\d{1,2})",
  M: "(\\d{1,2})",
  S: "(\\d{1,2})",
  f: "(\\d{1,9})",
  p: "([AaPp]\\.?[Mm]\\.?)",
  z: "(Z|[-+]\\d{2}:?\\d{2})",
  Z: "([A-Za-z]+(?:/[\\w+-]+)*)",
  j: "(\\d{1,3})",
};
const COMPOSED: Readonly<Record<string, string>> = {
  F: "%Y-%m-%d",
  T: "%H:%M:%S",
  D: "%m/%d/%y",
  R: "%H:%M",
};

interface Compiled {
  readonly regex: RegExp;
  readonly letters: readonly string[];
}

const patterns = new Map<string, Compiled | null>();

function compiled(format: string): Compiled | null {
  let pattern = patterns.get(format);
  if (pattern === undefined) {
    pattern = compile(format);
    patterns.set(format, pattern);
  }
  return pattern;
}

function compile(format: string): Compiled | null {
  const whole = format.replace(/%([FTDR])/g, (_, letter: string) => COMPOSED[letter] ?? "");
  const letters: string[] = [];
  let source = "";
  for (const [part, letter] of whole.matchAll(/%(.)|[^%]+|%/gs)) {
    if (letter === "%") source += "%";
    else if (letter !== undefined) {
      const directive = DIRECTIVES[letter];
      if (directive === undefined) return null;
      source += directive;
      if (directive.includes("(") && letter !== "A" && letter !== "a") letters.push(letter);
    } else if (part === "%") return null;
    else source += part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
  }
  const has = (some: string) => letters.some((letter) => some.includes(letter));
  const isDate = has("Yy") && (has("j") || (has("mBbh") && has("de")) || has("mBbh"));
  return isDate ? { regex: new RegExp(`^${source}$`), letters } : null;
}

function assembled(letters: readonly string[], values: readonly string[], zone: Zone): Instant {
  const value = (some: string): string | undefined => {
    const at = letters.findIndex((letter) => some.includes(letter));
    return at < 0 ? undefined : values[at];
  };
  const year = fullYear(value("Yy") as string);
  const name = value("Bbh");
  const month = name === undefined ? Number(value("m") ?? 1) : monthOf(name);
  const ofYear = value("j");
  const days =
    ofYear === undefined
      ? dayNumber(year, month, Number(value("de") ?? 1))
      : dayNumber(year, 1, 1) + Number(ofYear) - 1;
  let hour = Number(value("HI") ?? 0);
  const half = value("p")?.[0]?.toLowerCase();
  if (half !== undefined) hour = (hour % 12) + (half === "p" ? 12 : 0);
  const [minute, second] = [Number(value("M") ?? 0), Number(value("S") ?? 0)];
  if (Number.isNaN(days) || hour > 23 || minute > 59 || second > 60) return Number.NaN;
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
