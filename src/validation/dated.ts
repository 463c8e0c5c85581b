import type { MetricFile } from "./metric-file.ts";
import type { MetricLeaf, RunVerdict } from "./metric-tree.ts";
import type { OddNumber } from "./number-text.ts";
import type { ResultTime } from "./result-time.ts";

/** An evaluation with its time. */
export interface Dated extends ResultTime {
  readonly file: MetricFile;
  readonly model: string | null;
  /** Name of its run or experiment. */
  readonly name: string | null;
  /** Settings of the model, as one text to compare; null where they are not known. */
  readonly settings: string | null;
  /** Whether it says itself that it failed. */
  readonly isFailed: boolean;
  readonly leaves: readonly MetricLeaf[];
  readonly blanks: readonly string[];
  readonly odd: readonly OddNumber[];
  readonly verdicts: readonly RunVerdict[];
  /** Whether its numbers may still come, as the targets of NannyML's newest chunk. */
  readonly isPending: boolean;
  /** Whether only git remembers it. */
  readonly isPast: boolean;
}
