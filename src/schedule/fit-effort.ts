import { median } from "../stats/mean.ts";
import { type RobustLine, robustLine } from "../stats/robust-line.ts";
import type { TrainingRun } from "./history.ts";
import type { CycleType, Learned } from "./schema.ts";

/** Of the trainings of one type: lines over their samples, and what was usual. */
export interface LearnedLines {
  readonly runs: number;
  /** Of these, with samples and hours. */
  readonly usable: number;
  readonly hours: RobustLine | null;
  readonly cost: RobustLine | null;
  readonly samples: number | null;
  readonly gpus: number | null;
  readonly storageGb: number | null;
}

/** The effort of the trainings of one type; null where they do not show it. */
export function learn(runs: readonly TrainingRun[]): LearnedLines {
  return {
    runs: runs.length,
    usable: usableFor(runs, "hours").length,
    hours: fitLine(runs, "hours"),
    cost: fitLine(runs, "cost"),
    samples: medianKnown(runs.map((run) => run.samples)),
    gpus: medianKnown(runs.map((run) => run.gpus)),
    storageGb: medianKnown(runs.map((run) => run.storageGb)),
  };
}

/** Fewer incrementals tell nothing of what is usual; of full trainings one tells about how many there are. */
const LEAST_RUNS = 3;

/** Half of what full trainings had, or more, may be another window; less is what was new. */
export function trainsOnNew({
  full_retrain: full,
  incremental,
}: Record<CycleType, LearnedLines>): boolean {
  if (incremental.runs < LEAST_RUNS) return false;
  return (
    full.samples !== null && incremental.samples !== null && incremental.samples < full.samples / 2
  );
}

function fitLine(runs: readonly TrainingRun[], of: "hours" | "cost"): RobustLine | null {
  const known = usableFor(runs, of);
  return robustLine(
    known.map((run) => run.samples as number),
    known.map((run) => run[of] as number),
  );
}

function usableFor(runs: readonly TrainingRun[], of: "hours" | "cost"): readonly TrainingRun[] {
  return runs.filter((run) => (run.samples ?? 0) > 0 && (run[of] ?? 0) > 0);
}

function medianKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

/** A line as the plan shows it. */
export function shownLine(line: RobustLine | null): Learned["by_type"][number]["hours"] {
  if (line === null) return null;
  const { intercept, slope, points, range } = line;
  return { intercept, slope, runs: points, samples: [...range] };
}
