import type { Logged } from "../tracking.ts";
import { type Fields, readFields, readText, unlikeMlflow } from "./rest-values.ts";

/** The names of the metrics of a server, each by its number. */
export class MetricNames {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of a name, a new one if need be. */
  number(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.all.length;
    this.all.push(name);
    this.#numbers.set(name, number);
    return number;
  }
}

/** The values of a run: of half a million of them, objects would take a hundred megabytes. */
export interface RunMetrics {
  /** The number of each value's metric; equal ones stand together. */
  readonly metrics: Uint32Array;
  /** Time in milliseconds, value and step by turns. */
  readonly numbers: Float64Array;
}

/** @param values each with the number of its metric; those of one metric together */
export function packMetrics(values: readonly (readonly [number, Logged])[]): RunMetrics {
  const numbers = new Float64Array(values.length * 3);
  const metrics = new Uint32Array(values.length);
  values.forEach(([metric, { timestampMs, value, step }], i) => {
    metrics[i] = metric;
    numbers.set([timestampMs, value, step], i * 3);
  });
  return { metrics, numbers };
}

/** Tells the values of each metric. */
export function eachMetric(
  { metrics, numbers }: RunMetrics,
  visit: (metric: number, logged: Logged[]) => void,
): void {
  for (let i = 0; i < metrics.length; ) {
    const metric = metrics[i] as number;
    const logged: Logged[] = [];
    for (; i < metrics.length && metrics[i] === metric; i++) {
      const [timestampMs, value, step] = numbers.subarray(i * 3, i * 3 + 3);
      logged.push({ timestampMs, value, step } as Logged);
    }
    visit(metric, logged);
  }
}

/**
 * A metric of an answer.
 *
 * @throws ServerProblem if it is not a metric
 */
export function readMetric(entry: unknown): [name: string, logged: Logged] {
  const metric = readFields(entry, "a metric");
  const name = readText(metric, "key");
  const logged = {
    timestampMs: wholeNumber(metric, "timestamp"),
    value: readValue(metric.value),
    // MLflow may omit a zero, such as that of the first step.
    step: wholeNumber(metric, "step"),
  };
  return [name, logged];
}

function wholeNumber(metric: Fields, key: string): number {
  const value = Number(metric[key] ?? 0);
  if (Number.isInteger(value)) return value;
  throw unlikeMlflow(`the ${key} of a metric is not a whole number`);
}

/** The largest number, as which MLflow's database stores infinity. */
const INFINITE = Number.MAX_VALUE;

function readValue(value: unknown): number {
  if (typeof value === "number") return Math.abs(value) === INFINITE ? value * 2 : value;
  switch (value) {
    case undefined:
      return 0;
    case "NaN":
      return Number.NaN;
    case "Infinity":
      return Infinity;
    case "-Infinity":
      return -Infinity;
    default:
      throw unlikeMlflow("the value of a metric is not a number");
  }
}
