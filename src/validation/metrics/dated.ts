import type { ResultTime } from "../files/result-time.ts";
import type { ModelRun } from "../models/model-groups.ts";
import type { Leaves } from "./leaves.ts";
import type { MetricFile } from "./metric-file.ts";
import type { RunVerdict } from "./metric-tree.ts";
import type { OddNumber } from "./number-text.ts";

/** An evaluation with its time. */
export interface Dated extends ResultTime, ModelRun {
  readonly file: MetricFile;
  /** Whether it says itself that it failed. */
  readonly isFailed: boolean;
  readonly leaves: Leaves;
  readonly blanks: readonly string[];
  readonly odd: readonly OddNumber[];
  readonly verdicts: readonly RunVerdict[];
  /** Whether its numbers may still come, as the targets of NannyML's newest chunk. */
  readonly isPending: boolean;
  /** Whether only git remembers it. */
  readonly isPast: boolean;
}
