import { z } from "zod";
import { count } from "../../text/quantity.ts";
import { MICROS_PER_SECOND } from "../../time/instant.ts";
import { type LabelledSeries, parseSampleValue } from "./labelled-series.ts";

// Times in seconds until the year 9999; values are texts, for JSON has no NaN.
const sample = z.tuple([
  z.number().min(0).max(253_000_000_000),
  z.string().refine((text) => parseSampleValue(text) !== undefined, "not a number"),
]);
const metric = z.record(z.string(), z.string());
const result = z.discriminatedUnion("resultType", [
  z.object({
    resultType: z.literal("matrix"),
    result: z.array(
      z.object({ metric, values: z.array(sample).default([]), histograms: z.unknown().optional() }),
    ),
  }),
  z.object({
    resultType: z.literal("vector"),
    result: z.array(
      z.object({ metric, value: sample.optional(), histogram: z.unknown().optional() }),
    ),
  }),
  z.object({ resultType: z.literal("scalar"), result: sample }),
  z.object({ resultType: z.literal("string"), result: z.unknown() }),
]);
const messages = z.array(z.string()).default([]);
const answer = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: result, warnings: messages, infos: messages }),
  z.object({ status: z.literal("error"), error: z.string().default("") }),
]);

/** A series as Prometheus's API gives it: seconds, and values as text. */
export interface AnsweredSeries {
  /** With `__name__`, where the query keeps it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

/** An answer of Prometheus's API to a query. */
export interface Answer {
  readonly resultType: "matrix" | "vector" | "scalar" | "string";
  readonly series: readonly AnsweredSeries[];
  /** Whether some series hold native histograms, which are no numbers. */
  readonly hasHistograms: boolean;
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/**
 * Reads the answer of `/api/v1/query` or `/api/v1/query_range`.
 *
 * @throws Error that says what is not as Prometheus answers, or which error it answers
 */
export function readAnswer(json: unknown): Answer {
  const parsed = answer.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.map(String).join(".") || "the answer"} is not as expected`);
  }
  if (parsed.data.status === "error") {
    throw new Error(`an error: ${oneLine(parsed.data.error)}`);
  }
  const { data, warnings, infos } = parsed.data;
  return { ...readResult(data), warnings: shorten(warnings), infos: shorten(infos) };
}

/** Whether JSON is most likely such an answer. */
export function isAnswer(json: unknown): boolean {
  const { status, data } = (json ?? {}) as Record<string, unknown>;
  const isData = typeof data === "object" && data !== null && "resultType" in data;
  return (
    (status === "success" && isData) || (status === "error" && "errorType" in (json as object))
  );
}

function readResult(data: z.output<typeof result>) {
  const { resultType } = data;
  switch (data.resultType) {
    case "matrix": {
      const series = data.result.map(({ metric: labels, values }) => ({ labels, values }));
      const hasHistograms = data.result.some(({ histograms }) => histograms !== undefined);
      return { resultType, series, hasHistograms };
    }
    case "vector": {
      const series = data.result.map(({ metric: labels, value }) => ({
        labels,
        values: value === undefined ? [] : [value],
      }));
      const hasHistograms = data.result.some(({ histogram }) => histogram !== undefined);
      return { resultType, series, hasHistograms };
    }
    case "scalar":
      return { resultType, series: [{ labels: {}, values: [data.result] }], hasHistograms: false };
    case "string":
      return { resultType, series: [], hasHistograms: false };
  }
}

/** More messages would fill a plan: of those their number. */
const MOST_MESSAGES = 5;

function shorten(texts: readonly string[]): string[] {
  const more = texts.length - MOST_MESSAGES;
  const first = texts.slice(0, MOST_MESSAGES).map(oneLine);
  return more > 0 ? [...first, `and ${count(more, "more message")}`] : first;
}

/** A message of a server, cut to its beginning. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 200);
}

/**
 * The series of an answer.
 *
 * @param name of the metric; by default that which each series states
 */
export function labelSeries(
  series: readonly AnsweredSeries[],
  name: (stated: string | undefined) => string,
): LabelledSeries[] {
  return series.map(({ labels: all, values }) => {
    const { __name__: stated, ...labels } = all;
    return {
      metric: name(stated),
      labels: new Map(Object.entries(labels)),
      samples: values.map(([seconds, text]) => ({
        at: Math.round(seconds * MICROS_PER_SECOND),
        value: parseSampleValue(text) ?? Number.NaN,
      })),
    };
  });
}
