import { type Instant, UTC } from "../../time/instant.ts";
import type { EvidenceQuery, FailedEvaluation } from "../evidence.ts";
import { statedInstant } from "../files/result-time.ts";
import type { ModelRun } from "../models/model-groups.ts";
import { runStem } from "../models/run-kind.ts";
import type { Run } from "./tracking.ts";

/** A run with the time of its metrics. */
export interface TimedRun extends ModelRun {
  readonly run: Run;
}

/** Of fewer runs nothing is known of what they always have. */
const FEWEST_WITH = 3;

/**
 * The newest run of a model, where it failed, or finished without a metric that every run before it has.
 *
 * @param group the runs of the model that have metrics, oldest first
 * @param all runs, those without a metric too
 * @param metricsOf the names of a run's metrics
 * @returns null where the newest run is well
 */
export function failedRun(
  group: readonly TimedRun[],
  all: readonly Run[],
  metricsOf: (run: Run) => readonly string[],
  modelRunOf: (run: Run) => Pick<ModelRun, "algorithm" | "name">,
  { now }: Pick<EvidenceQuery, "now">,
): Omit<FailedEvaluation, "source"> | null {
  const newest = group.at(-1);
  if (newest === undefined) return null;
  const lost = (run: Run, at: Instant, problem: string) => ({
    path: run.path,
    at,
    timeSource: "run" as const,
    problem: `run ${run.name ?? run.id.slice(0, 8)} ${problem}`,
  });
  const known = new Set(group.map(({ run }) => run));
  const isAlike = alikeTo(group);
  const others = all.flatMap((run) => {
    const at = findTime(run);
    return at === null || at > now || known.has(run) || !isAlike(modelRunOf(run))
      ? []
      : [{ run, at }];
  });
  const later = others.filter(({ at }) => at > newest.at).sort((a, b) => b.at - a.at);
  const failed = later.find(({ run }) => run.status === "FAILED" || run.status === "KILLED");
  if (failed !== undefined) return lost(failed.run, failed.at, failed.run.status.toLowerCase());
  const isEmpty = ({ run }: { run: Run }) => run.status === "FINISHED";
  // Where runs without a metric are usual they evaluate nothing.
  const empty = later.find(isEmpty);
  if (empty !== undefined && others.filter(isEmpty).length === 1) {
    return lost(empty.run, empty.at, "has no metric");
  }
  const before = group.slice(0, -1);
  if (before.length < FEWEST_WITH) return null;
  const own = new Set(metricsOf(newest.run));
  const missing = metricsInAll(before.map(({ run }) => metricsOf(run))).filter(
    (metric) => !own.has(metric),
  );
  return missing.length === 0
    ? null
    : lost(newest.run, newest.at, `has no ${missing.join(", ")}, unlike all before it`);
}

function metricsInAll([first = [], ...others]: readonly (readonly string[])[]): string[] {
  const sets = others.map((names) => new Set(names));
  return first.filter((name) => sets.every((names) => names.has(name)));
}

/** Whether a run is of the same model by what it says, though it may have failed before it said much. */
function alikeTo(
  group: readonly TimedRun[],
): (run: Pick<ModelRun, "algorithm" | "name">) => boolean {
  const algorithms = new Set(group.map(({ algorithm }) => algorithm));
  const stems = new Set(group.map(({ name }) => runStem(name)));
  // A name for each run is its title.
  const areTitles = stems.size > group.length / 2 && stems.size > 2;
  return ({ algorithm, name }) =>
    (algorithm === null || algorithms.has(algorithm)) && (areTitles || stems.has(runStem(name)));
}

/** When it ended, or else began. */
function findTime({ endedMs, startedMs }: Run): Instant | null {
  const ms = endedMs ?? startedMs;
  return ms === null || ms < 1e10 ? null : (statedInstant(ms, UTC) ?? null);
}
