import { toColumns } from "../collections/point-columns.ts";
import { byImportance } from "../drift/by-urgency.ts";
import type { MetricAssessment } from "../drift/schema.ts";
import type { TrainingHistory } from "../schedule/history.ts";
import type { Training } from "../schedule/schema.ts";
import { formatDay, formatInstant, type Zone } from "../time/instant.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import type { Plan } from "./schema.ts";

type LastTraining = NonNullable<Plan["current_state"]["last_training"]>;
type Evaluation = LastTraining["metrics"][number]["before"];

/** A history may hold thousands. */
const MOST_TRAININGS = 24;
const MOST_METRICS = 12;

/** The newest trainings of a history, oldest first, with their days. */
export function newestTrainings({ runs }: TrainingHistory, zone: Zone): Training[] {
  return runs.slice(-MOST_TRAININGS).map(({ at, type, samples, hours, cost }) => ({
    date: formatDay(zone.dayOf(at)),
    type,
    samples,
    hours,
    cost,
  }));
}

/**
 * The last training of a history and what it achieved: of each metric the last evaluation before it, and
 * the first after it in the same series. Where both name the same version of the model, the new one has not
 * been evaluated yet.
 *
 * @param metrics of which series are shown, the most important first
 * @returns null without a history
 */
export function lastTraining(
  history: TrainingHistory,
  series: readonly MetricSeries[],
  metrics: readonly MetricAssessment[],
  zone: Zone,
): LastTraining | null {
  const last = history.runs.at(-1);
  const [training] = newestTrainings(history, zone).slice(-1);
  if (last === undefined || training === undefined) return null;
  const compared = byImportance(metrics).flatMap(({ name, source }) => {
    const own = series.find((each) => each.metric === name && each.source === source);
    const pair = own && evaluationsAround(own, last.at, zone);
    return pair === undefined ? [] : [{ name, source, ...pair }];
  });
  const evaluated = compared.find(({ after }) => after?.model_version != null);
  return {
    ...training,
    model_version: evaluated?.after?.model_version ?? null,
    metrics: compared.slice(0, MOST_METRICS),
  };
}

function evaluationsAround(
  series: MetricSeries,
  at: number,
  zone: Zone,
): { before: Evaluation; after: Evaluation | null } | undefined {
  const columns = toColumns(series);
  const next = columns.at.findIndex((time) => time >= at);
  const last = (next === -1 ? columns.at.length : next) - 1;
  if (last < 0) return undefined;
  const version = columns.version[last];
  const evaluation = (place: number): Evaluation => ({
    time: formatInstant(columns.at[place] as number, zone),
    value: finite(columns.value[place] as number),
    model_version: columns.version[place] ?? null,
  });
  const first = columns.version.findIndex(
    (each, place) => place > last && (version == null || each !== version),
  );
  return { before: evaluation(last), after: first === -1 ? null : evaluation(first) };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
