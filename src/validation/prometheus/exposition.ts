import { type Instant, MICROS_PER_SECOND } from "../../time/instant.ts";
import { type LabelledSeries, labelKey, parseSampleValue, type Sample } from "./labelled-series.ts";
import { parseSampleLine, type SampleLine } from "./sample-line.ts";

/** A metric as a file describes it. */
export interface ExpositionSeries extends LabelledSeries {
  /** Whether its type is a gauge, or is not stated: counters, histograms and the like measure no model. */
  readonly isGauge: boolean;
}

/**
 * Reads Prometheus's text format, or OpenMetrics, which ends with `# EOF`. Times are milliseconds in the former, and
 * seconds in the latter.
 *
 * @throws Error with the line that is wrong, also for OpenMetrics that is cut off
 */
export function parseExposition(text: string): ExpositionSeries[] {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const end = lines.indexOf("# EOF");
  const after = end === -1 ? -1 : lines.findIndex((line, i) => i > end && line.trim() !== "");
  if (after !== -1) throw new Error(`line ${after + 1}: text after # EOF`);
  const isOpenMetrics = end !== -1;
  const types = new Map<string, string>();
  const series = new SeriesList();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    try {
      if (line.startsWith("#")) readType(line, types);
      else series.add(parseSampleLine(line), isOpenMetrics);
    } catch (error) {
      throw new Error(`line ${index + 1}: ${(error as Error).message}`);
    }
  }
  return series.list(types);
}

function readType(line: string, types: Map<string, string>): void {
  const [, keyword, name = "", type = ""] = line.split(/[ \t]+/);
  if (keyword === "TYPE") types.set(name.replace(/^"|"$/g, ""), type);
}

/** Samples by the metrics and labels that they are of. */
class SeriesList {
  readonly #series = new Map<
    string,
    { metric: string; labels: ReadonlyMap<string, string>; samples: Map<Instant | null, Sample> }
  >();

  add({ name, labels, value: text, timestamp }: SampleLine, isOpenMetrics: boolean): void {
    const value = parseSampleValue(text);
    if (value === undefined) throw new Error(`"${text.slice(0, 40)}" is not a number`);
    const at = timestamp === null ? null : readTimestamp(timestamp, isOpenMetrics);
    const key = `${name} ${labelKey(labels)}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = { metric: name, labels, samples: new Map() };
      this.#series.set(key, series);
    }
    const known = series.samples.get(at);
    if (known !== undefined && !Object.is(known.value, value)) {
      throw new Error(`${name} has a second value at the same time`);
    }
    series.samples.set(at, { at, value });
  }

  list(types: ReadonlyMap<string, string>): ExpositionSeries[] {
    return [...this.#series.values()].map(({ metric, labels, samples }) => ({
      metric,
      labels,
      isGauge: isGauge(metric, labels, types),
      samples: [...samples.values()],
    }));
  }
}

/** Untyped samples count, unless their family has another type or their name says what they are. */
function isGauge(
  name: string,
  labels: ReadonlyMap<string, string>,
  types: ReadonlyMap<string, string>,
): boolean {
  const family = name.replace(SUFFIX, "");
  const type = types.get(name) ?? types.get(family);
  if (type !== undefined) return /^(?:gauge|unknown|untyped)$/.test(type);
  return !labels.has("le") && !labels.has("quantile") && family === name;
}

const SUFFIX = /_(?:total|created|bucket|sum|count|gsum|gcount|info)$/;

/** @throws Error where it is no time of the years 1970 to 9999 */
function readTimestamp(text: string, isOpenMetrics: boolean): Instant {
  const number = parseSampleValue(text) ?? Number.NaN;
  const seconds = isOpenMetrics ? number : number / 1000;
  const isInSeconds = !isOpenMetrics && number >= 1e9 && number < 1e10;
  if (isInSeconds || (!isOpenMetrics && !Number.isInteger(number) && number > 0)) {
    throw new Error(
      `${text.slice(0, 40)} is a time in seconds, as in OpenMetrics, but no # EOF ends the file: it is cut off`,
    );
  }
  if (!(seconds >= 0 && seconds < YEAR_9999_S)) {
    throw new Error(
      `${text.slice(0, 40)} is not a time in ${isOpenMetrics ? "seconds" : "milliseconds"}`,
    );
  }
  return Math.round(seconds * MICROS_PER_SECOND);
}

// Later times could not be printed in every zone.
const YEAR_9999_S = Date.UTC(9999, 0) / 1000;
