import type { ResultTime } from "../files/result-time.ts";
import type { Evaluation } from "./metric-tree.ts";

/** A file that a source has found, and how it is read. */
export interface MetricFile {
  /** Relative to the project. */
  readonly path: string;
  /** Files of one source are one series a metric. */
  readonly source: string;
  /** The model's version by the file's place; what the file says itself is before it. */
  readonly modelVersion: string | null;
  /**
   * The evaluations in a text of this file: mostly one, more if it is a list of them.
   *
   * @param fault told of what cannot be used while the rest stands, and whether that may be the newest
   * @throws NoMetrics where it is sound but something else
   * @throws Error where it is broken
   */
  evaluate(text: string, fault?: TextFault): readonly Evaluation[];
  /** Whether older versions of it can be read; by default true. */
  readonly hasPast?: boolean;
}

export type TextFault = (problem: string, mayBeNewest: boolean) => void;

/** A sound file in which there is no metric: worth a word only where it was named. */
export class NoMetrics extends Error {}

/** A file that could not be read, and when it was, by all but itself. */
export interface UnreadFile extends ResultTime {
  readonly file: MetricFile;
  /** Whether it is sound, but of something else. */
  readonly isOther: boolean;
}
