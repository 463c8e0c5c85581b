import { HORIZON } from "../config/choices.ts";
import { byUrgency } from "../drift/by-urgency.ts";
import type { InputDrift } from "../drift/data/input-schema.ts";
import type { MetricAssessment } from "../drift/schema.ts";
import type { DataSet } from "../inventory/schema.ts";
import type { Plan } from "../plan/schema.ts";
import type { Sufficiency } from "../schedule/schema.ts";
import {
  bytes,
  count,
  duration,
  figure,
  megabytes,
  money,
  ordinal,
  percent,
  probability,
  thousands,
} from "../text/quantity.ts";
import { cycleLegend, metricLegend } from "./charts/legend.ts";
import { listComparisons } from "./comparisons.ts";
import type { ChartSet, Dialect } from "./dialect.ts";
import { labelText } from "./label-text.ts";
import { ofMinimum } from "./of-minimum.ts";
import { dayRange } from "./rank-findings.ts";
import Handlebars from "./runtime.ts";
import { buildTimeline } from "./timeline.ts";

// biome-ignore lint/suspicious/noExplicitAny: a template hands over whatever it names
type Helper = (...values: any[]) => unknown;

interface HelperOptions extends Pick<Dialect, "code" | "charts"> {
  /** Of the entries that `first` and `last` name: less where a document would be too long. */
  readonly share?: number;
}

/**
 * The helpers for templates beside Handlebars' own `if`, `unless`, `each`, `with`, `lookup`.
 *
 * | helper | gives |
 * |---|---|
 * | `number n` | 100,000 |
 * | `bytes n` | 0.8 MB |
 * | `megabytes n` | 0.8 |
 * | `decimal n` | 100.0 |
 * | `figure n` | 12.35, four digits of a measured number |
 * | `duration hours` | 1.5 h, 19 s |
 * | `share n` | 62 %, for 0.62 |
 * | `date instant` | 2025-08-14 |
 * | `time instant` | 2025-08-14 16:22 +08:00 |
 * | `local instant` | the instant without its offset |
 * | `capital text` | Weekly |
 * | `words text` | full retrain, for full_retrain |
 * | `code text` | the text as code |
 * | `plural n "file"` | 1 file, 2 files |
 * | `ordinal n` | 4th |
 * | `first list n`, `last list n` | the first or last n of a list |
 * | `after list n` | those behind the first n |
 * | `beyond list n` | how many more there are than n |
 * | `ranked metrics` | metrics, those first that decide and are worst |
 * | `dayrange days` | first and last day, most samples and their day: `from`, `to`, `most`, `most_on` |
 * | `periods days` | days, empty ones too, the past folded: `first`, `last`, `length`, `empty`, `samples` |
 * | `chart "days" @root` | a chart: `costs`, `cycles`, `days`, `need`, `types` of the plan, `metric` of a metric and its number on the page |
 * | `legend "metrics" list` | the marks that charts of metrics, or of `"cycles"`, have: `kind`, `means` |
 * | `inc n` | n + 1, for numbering from 1 |
 * | `eq a b` | whether they are the same; `(eq a b)` within `if` |
 * | `lt a b` | whether a is less than b |
 * | `or a b …` | the first that is true |
 * | `span text` | 6 months, for 6mo |
 * | `range pair` | 3.5 to 4 |
 * | `figures pair` | 0.8412 to 0.8613, four digits each |
 * | `money n "EUR"` | 1,234.50 EUR; the currency may be null |
 * | `measured n` | to six digits, but a whole number whole: 0.871234, 100,000 |
 * | `rounded pair` | the same of each, for `range` |
 * | `short sha` | its first twelve characters |
 * | `where list "key" value` | its items whose key has that value |
 * | `except list "key" value` | its items whose key has another value |
 * | `labelled list` | the data sets of which labels are known |
 * | `labels set` | 6,900 labelled, 143 without label; 2 classes, smallest "churned" with 1,203 |
 * | `extent set` | 3 files; or table on https://trino.example.com |
 * | `filecount set` | 3; or table on https://trino.example.com |
 * | `ofminimum sufficiency` | 24,631 of 25,000 needed |
 * | `percent share` | 12.3 % |
 * | `probability p` | 0.012, or < 0.0001 |
 * | `comparisons input_drift` | that of the data, and that of predictions: each with the columns `charted`, which have a `histogram` and a `rank` for `chart "column"` |
 * | `css text` | the text within a string of a style sheet |
 * | `concat a b …` | the texts one behind the other |
 */
export function helpers(options: HelperOptions): Record<string, Helper> {
  return {
    ...documentHelpers(options),
    ...createListHelpers(options.share ?? 1),
    ...NUMBER_HELPERS,
    ...TEXT_HELPERS,
    ...LOGIC_HELPERS,
    ...PLAN_HELPERS,
  };
}

/** Charts, legends and code, which each format writes in its own way. */
function documentHelpers({ code, charts }: HelperOptions): Record<string, Helper> {
  return {
    chart: (name: string, value: never, rank: number) => {
      if (!Object.hasOwn(charts, name)) {
        throw new Error(`there is no chart "${name}"; there are ${Object.keys(charts).join(", ")}`);
      }
      return new Handlebars.SafeString(charts[name as keyof ChartSet](value, rank));
    },
    legend: (of: string, list: never) => (of === "cycles" ? cycleLegend : metricLegend)(list),
    code: (text: unknown) => new Handlebars.SafeString(code(String(text ?? ""))),
  };
}

function createListHelpers(share: number): Record<string, Helper> {
  const shown = (most: number) => Math.max(1, Math.round(most * share));
  return {
    first: (list: readonly unknown[], most: number) => list.slice(0, shown(most)),
    last: (list: readonly unknown[], most: number) => list.slice(-shown(most)),
    after: (list: readonly unknown[], most: number) => list.slice(shown(most)),
    beyond: (list: readonly unknown[], most: number) => Math.max(0, list.length - shown(most)),
    where: (list: readonly Record<string, unknown>[], key: string, value: unknown) =>
      list.filter((item) => item[key] === value),
    except: (list: readonly Record<string, unknown>[], key: string, value: unknown) =>
      list.filter((item) => item[key] !== value),
  };
}

/** Where a table is that has no files here. */
function serverText({ counted_by: by }: DataSet): string | null {
  return by === undefined ? null : `table on ${by.server}`;
}

const NUMBER_HELPERS: Record<string, Helper> = {
  number: (value: number) => thousands(value),
  bytes: (value: number) => bytes(value),
  megabytes: (value: number) => megabytes(value),
  decimal: (value: number) => value.toFixed(1),
  figure: (value: number) => figure(value),
  duration: (hours: number) => duration(hours),
  share: (value: number) => `${Math.round(100 * value)} %`,
  plural: (value: number, noun: string) => count(value, noun),
  ordinal: (value: number) => ordinal(value),
  extent: (set: DataSet) => serverText(set) ?? count(set.files, "file"),
  filecount: (set: DataSet) => serverText(set) ?? thousands(set.files),
  inc: (value: number) => value + 1,
  percent: (share: number) => percent(share),
  probability: (p: number) => probability(p),
  figures: (pair: readonly number[]) => pair.map(figure).join(" to "),
  range: (pair: readonly number[]) => pair.map(thousands).join(" to "),
  money: (amount: number, currency: string | null) => money(amount, currency),
  measured: (value: number) => thousands(sixDigits(value)),
  rounded: (pair: readonly number[]) => pair.map(sixDigits),
};

const TEXT_HELPERS: Record<string, Helper> = {
  date: (instant: string) => instant.slice(0, 10),
  time: (instant: string) =>
    `${instant.slice(0, 10)} ${instant.slice(11, 16)} ${findOffset(instant)}`,
  local: (instant: string) => instant.slice(0, -findOffset(instant).length),
  capital: (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1),
  words: (text: string) => text.replaceAll("_", " "),
  span: (text: string) => {
    const [, digits, unit] = HORIZON.exec(text) as RegExpExecArray;
    return count(Number(digits), { d: "day", w: "week", mo: "month", y: "year" }[unit as "d"]);
  },
  short: (text: string) => text.slice(0, 12),
  // As numbers, so that no text ends the string, the style or the page.
  css: (text: string | null) =>
    new Handlebars.SafeString(
      Array.from(text ?? "")
        .slice(0, 80)
        .join("")
        .replace(/[^a-zA-Z0-9]/gu, (c) => `\\${c.codePointAt(0)?.toString(16)} `),
    ),
  concat: (...texts: unknown[]) => texts.slice(0, -1).join(""),
};

const LOGIC_HELPERS: Record<string, Helper> = {
  eq: (a: unknown, b: unknown) => a === b,
  lt: (a: number, b: number) => a < b,
  or: (...values: unknown[]) => values.slice(0, -1).find(Boolean),
};

/** Parts of a plan. */
const PLAN_HELPERS: Record<string, Helper> = {
  ranked: (metrics: readonly MetricAssessment[]) => byUrgency(metrics),
  periods: (days: Plan["current_state"]["data_availability"]["inventory"]["days"]) =>
    buildTimeline({ days }),
  dayrange: (days: Plan["current_state"]["data_availability"]["inventory"]["days"]) =>
    dayRange(days),
  comparisons: (input: InputDrift) => listComparisons(input),
  labelled: (sets: readonly DataSet[]) => sets.filter((set) => labelText(set) !== null),
  labels: (set: DataSet) => labelText(set) ?? "",
  ofminimum: (sufficiency: Sufficiency) => ofMinimum(sufficiency),
};

function sixDigits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}

function findOffset(instant: string): string {
  return /(Z|[+-]\d\d:\d\d)$/.exec(instant)?.[0] ?? "";
}
