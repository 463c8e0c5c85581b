import { similarTo } from "../text/similar.ts";
import { UTC } from "../time/instant.ts";
import { addReading, decideReading, noReadings } from "./date-readings.ts";
import type { TimeParser } from "./time-parser.ts";

/**
 * The column that a source names for the event time: as written, then whatever its case; the index of
 * pandas, whose header is empty, by `""` or by the name that pandas gives it, `Unnamed: 0`.
 *
 * @example findWantedColumn(["id", "When"], "when") // "When"
 * @returns undefined where `wanted` is not among the names
 */
export function findWantedColumn(names: readonly string[], wanted: string): string | undefined {
  if (names.includes(wanted)) return wanted;
  if (wanted === "" || wanted === PANDAS_INDEX) {
    return INDEX_NAMES.find((name) => names[0] === name || (name !== "" && names.includes(name)));
  }
  const lower = wanted.toLowerCase();
  return names.find((name) => name.toLowerCase() === lower);
}

/** The name of a column as the plan and a configuration write it. @example columnLabel("") // "Unnamed: 0" */
export function columnLabel(name: string): string {
  return name === "" ? PANDAS_INDEX : name;
}

const PANDAS_INDEX = "Unnamed: 0";

/** The unnamed index of a data frame: in CSV, in CSV that was read and written again, in Parquet. */
const INDEX_NAMES = ["", PANDAS_INDEX, "__index_level_0__"];

/**
 * The error for a source that names a time column that a file does not have, and how to fix it.
 *
 * @example noColumn("tiem", ["id", "time"]) // 'no column "tiem", perhaps "time"; correct `time_column`'
 */
export function noColumn(wanted: string, names: readonly string[]): string {
  const near = similarTo(wanted, names);
  const perhaps = near === undefined ? "" : `, perhaps ${JSON.stringify(near)}`;
  return `no column ${JSON.stringify(wanted)}${perhaps}; correct \`time_column\``;
}

/** How the values of a column look: most are times, most look like times that cannot be read, or neither. */
export type ColumnLook = "times" | "unread" | "other";

/** Which column holds the event time: one, or several that could as well; undefined where none could. */
export type TimeChoice =
  | { readonly column: string }
  | { readonly unclear: readonly string[] }
  | undefined;

/**
 * Chooses the column of the event time by names and by how their values look. The first of the names of
 * {@link EVIDENT} whose values are times, or look like them, is the one. Other names are equally good: of
 * several that hold times none is taken.
 *
 * @example chooseTime(["shipped_at", "paid_on"], () => "times") // { unclear: ["shipped_at", "paid_on"] }
 */
export function chooseTime(
  names: readonly string[],
  lookOf: (name: string) => ColumnLook,
): TimeChoice {
  const candidates = findTimeColumns(names);
  const evident = candidates.filter(isEvident);
  const certain = evident.find((name) => lookOf(name) !== "other");
  if (certain !== undefined) return { column: certain };
  const others = candidates.filter((name) => !isEvident(name));
  const times = others.filter((name) => lookOf(name) === "times");
  if (times.length > 1) return { unclear: times };
  const [column] = [...times, ...others.filter((name) => lookOf(name) === "unread")];
  return column === undefined ? undefined : { column };
}

/** The remark about a file in which several columns could be the event time. */
export function unclearNote(names: readonly string[]): string {
  const quoted = names.map((name) => JSON.stringify(columnLabel(name)));
  return `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)} may be the event time; name one with \`time_column\` under \`sources\``;
}

/**
 * How texts look, of which empty ones do not count.
 *
 * @param name of their column: a number of days is a date in a column that says so
 */
export function lookOfTexts(
  texts: readonly string[],
  name: string,
  parser: TimeParser,
): ColumnLook {
  const values = texts.filter((text) => text.trim() !== "");
  if (values.length === 0) return "other";
  const half = values.length / 2;
  const count = (is: (text: string) => boolean) =>
    values.reduce((n, text) => n + Number(is(text)), 0);
  const isTime = (text: string) => !Number.isNaN(parser.instantOfText(text));
  const times = count(isTime);
  if (times >= half) return "times";
  if (parser.isStated) return "other";
  const readings = noReadings("");
  for (const text of values) addReading(readings, text.trim(), UTC, 1);
  if (readings.values >= half && "order" in decideReading(readings, name, times)) {
    return "times";
  }
  return count((text) => isTime(text) || looksLikeDate(text, name)) >= half ? "unread" : "other";
}

/**
 * Whether a text that {@link TimeParser} does not read may say a day all the same: `20150101T000000Z`,
 * `8/14/2025`, `14-Aug-25`, `2025-W33`; or a number of days, where the column's name says date or day.
 * Durations and times of day do not: `12.5`, `0:01:30`.
 */
export function looksLikeDate(text: string, name: string): boolean {
  const value = text.trim();
  if (saysWhen(name) && /\d/.test(value) && !isShortNumber(value)) return true;
  if (/^\d{5,}(\.\d+)?$/.test(value)) return /date|day/i.test(name) && Number(value) >= 10_000;
  if (/^(19|20)\d\d$/.test(value)) return /date/i.test(name);
  return (
    /^(19|20)\d{6}(T|(\d\d){1,3}(\D|$)|\s|$)/.test(value) ||
    /(^|\D)\d{1,4}[-/.:_]\d{1,2}[-/._]\d{1,4}(\D|$)/.test(value) ||
    /^(19|20)\d\d([:_]\d\d){2}(\D|$)|^(19|20)\d\d-[0-3]\d\d$/.test(value) ||
    /^\d{1,2}\.? [^\d\s]{3,12} \d{4}$|^\d{4} ?(?:\u5e74|\u00e5\u00b9\u00b4)|^\d{1,3}(,\d{3}){3,}$/.test(
      value,
    ) ||
    /^(19|20)\d\d[-/]?([QWqw]?\d{1,2})(\D|$)/.test(value) ||
    (/\d/.test(value) &&
      /(^|[^a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(value)) ||
    value.includes('"$date"')
  );
}

/** Whether a column of such a name holds times, and nothing else: not so `time`, `day` and `epoch`. */
function saysWhen(name: string): boolean {
  return (
    /^(event|occurred|created|observed|recorded|datetime|timestamp|unix)/i.test(name) &&
    isEvident(name)
  );
}

/** Rows may be counted, or timed from a beginning: `12.5`, `0:01:30`. */
function isShortNumber(value: string): boolean {
  return /^[-+]?\d{1,4}(\.\d*)?$|^\d{1,2}:\d\d(:\d\d(\.\d+)?)?$/.test(value);
}

/**
 * Every column whose name says that it may hold the event time, the likeliest first: names of
 * {@link EVIDENT}, in that order, the unnamed index of a data frame, then names ending in `_timestamp`,
 * `_datetime`, `_ts`, `_at`, `_time`, `_date`, `_utc`, `_on`. Case, spaces, hyphens, underscores and
 * points do not matter. Names of durations and birthdays do not count, nor those of what happens to a row later.
 */
export function findTimeColumns(names: readonly string[]): string[] {
  const ranked: { name: string; rank: number }[] = [];
  for (const [index, name] of names.entries()) {
    const rank = rankTimeColumn(name, index);
    if (rank !== undefined) ranked.push({ name, rank });
  }
  // Array.sort is stable: equal ranks stay in file order.
  return ranked.sort((a, b) => a.rank - b.rank).map(({ name }) => name);
}

/** Whether a name alone says that its column holds the event time. */
export function isEvident(name: string): boolean {
  return (rankTimeColumn(name, 0) ?? Number.POSITIVE_INFINITY) <= EVIDENT.length;
}

const EVIDENT = [
  "eventtime",
  "eventtimestamp",
  "eventts",
  "eventdatetime",
  "timestamp",
  "eventdate",
  "ts",
  "time",
  "datetime",
  "date",
  "occurredat",
  "occurredon",
  "createdat",
  "createdon",
  "observedat",
  "recordedat",
  "createdtime",
  "createdtimestamp",
  "createdts",
  "createddate",
  "timestampms",
  "timestampus",
  "timestampns",
  "tsms",
  "unixtime",
  "epoch",
  "epochms",
  "dt",
  "ds",
  "day",
  // In other languages.
  ...["datum", "fecha", "fechahora", "datahora", "zeitstempel", "horodatage", "dato", "tarih"],
  ...["дата", "日期"],
];

const SUFFIXES = ["timestamp", "datetime", "ts", "at", "time", "date", "utc", "on"];

/** Words of times of something else than the sample's event. */
const OTHER_TIMES =
  /^(birth.*|born|dob|expir.*|delet.*|due|valid|until|next|end|ends|ended|last|updat.*|modif.*|death|deadline|target|expected|estimated|eta)$/;

/** Words of durations. */
const DURATIONS =
  /^(response|process|processing|wait|waiting|travel|run|running|elapsed|duration|lead|delay|load|loading|build|cpu|gpu|wall|exec|execution|latency|cycle|reaction|prep|preparation|cook|cooking|idle|up|down|screen|play|watch|queue|handling|turnaround|commute|life|training|inference|compute|mean|avg|average|median|min|max|total|sum|spent|remaining)$/;

function rankTimeColumn(name: string, index: number): number | undefined {
  if (INDEX_NAMES.includes(name)) return index === 0 || name !== "" ? EVIDENT.length : undefined;
  // camelCase parts count as words: "requestAt" ends in "_at", "format" does not.
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[\s_.-]+/);
  const isUtc = words.length > 1 && /^(utc|gmt)$/.test(words.at(-1) as string);
  const evident = EVIDENT.indexOf((isUtc ? words.slice(0, -1) : words).join(""));
  if (evident >= 0) return evident;
  const suffix = words.length < 2 ? -1 : SUFFIXES.indexOf(words.at(-1) as string);
  if (suffix < 0 || words.some((word) => OTHER_TIMES.test(word))) return undefined;
  if (
    /^(time|ts|utc)$/.test(words.at(-1) as string) &&
    words.some((word) => DURATIONS.test(word))
  ) {
    return undefined;
  }
  return EVIDENT.length + 1 + suffix;
}

// Between them a number may be an epoch; the four units do not overlap.

/** Whether a text stands for a missing value. */
export function isNoValue(text: string): boolean {
  return /^(|null|none|nan|nat|na|n\/a|\\n|<na>|-|--|\?)$/i.test(text);
}
