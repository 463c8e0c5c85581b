import type { Instant } from "../../time/instant.ts";

/** A value at a time. */
export interface Sample {
  /** null where its file does not say. */
  readonly at: Instant | null;
  readonly value: number;
}

/** The samples of one metric with one set of labels. */
export interface LabelledSeries {
  readonly metric: string;
  /** Without `__name__`. */
  readonly labels: ReadonlyMap<string, string>;
  readonly samples: readonly Sample[];
}

/** Labels as one text to compare. */
export function labelKey(labels: Iterable<readonly [string, string]>): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * A number as Prometheus writes it.
 *
 * @returns undefined if the text is not a number
 * @example parseSampleValue("+Inf") // Infinity
 */
export function parseSampleValue(text: string): number | undefined {
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const [, sign, word = ""] = /^([+-]?)(nan|inf|infinity)$/i.exec(text) ?? [];
  if (word === "") return undefined;
  if (word.toLowerCase() === "nan") return Number.NaN;
  return sign === "-" ? -Infinity : Infinity;
}
