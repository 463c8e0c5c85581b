import { count } from "../text/quantity.ts";
import type { Instant, Zone } from "../time/instant.ts";
import type { TrackedTraining } from "../validation/schema.ts";
import { readRun, type TrainingHistory, type TrainingRun, TYPES } from "./history.ts";
import {
  type Column,
  type Found,
  findColumn,
  findCurrency,
  type HistoryColumns,
  NAMES,
} from "./history-columns.ts";

/** A run's own facts, under names that no parameter has: MLflow reserves them. */
const OWN = { date: "mlflow.start", hours: "mlflow.hours", samples: "mlflow.rows" } as const;

export interface TrackedRules {
  readonly columns: HistoryColumns;
  /** Runs that began later are excluded: they were not known then. */
  readonly now: Instant;
  /** For a mapped date without a zone. */
  readonly zone: Zone;
  /** Runs of the store that cannot be trainings: `2 failed`. */
  readonly leftOut: readonly string[];
  /**
   * Whether somebody said that the history is here. Otherwise a run counts only where it says that it
   * trained: by its type, a data set of training, a name such as train_samples, or a registered model.
   */
  readonly isNamed: boolean;
}

/** Whether a metric can be meant: others, such as `cost` or `samples`, are those of an evaluation. */
export function isOfTraining(metric: string, columns: HistoryColumns): boolean {
  if (Object.values(columns ?? {}).includes(metric)) return true;
  return /train|gpu|storage|disk/i.test(metric) && isEvident(metric);
}

function isEvident(name: string): boolean {
  return Object.values(NAMES).some((names) => name.toLowerCase() in names);
}

/**
 * The trainings that MLflow tracked. Date and hours are the run's own time unless they are mapped; the
 * rest comes from its parameters, tags and metrics by the names of a table's columns, the samples also
 * from the data set that it trained on. A run without samples is no training. Where no run says its type,
 * each is a full training, and the history notes it.
 *
 * @param path of the store
 * @throws Error where a mapped name is nowhere
 */
export function trackedHistory(
  trainings: readonly TrackedTraining[],
  path: string,
  { columns, now, zone, leftOut, isNamed }: TrackedRules,
): TrainingHistory {
  const rows = trainings.map((training) => ({ training, values: toValues(training, columns) }));
  const found = findColumns(
    rows.map(({ values }) => values),
    columns,
  );
  const isTyped = found.type !== null;
  const runs: TrainingRun[] = [];
  const problems: { path: string; problem: string }[] = [];
  let others = 0;
  for (const { training, values } of rows) {
    const samples = found.samples?.name ?? OWN.samples;
    if (columns?.samples === undefined && isEmpty(values[samples])) {
      values[samples] = training.rows ?? "";
    }
    const isTraining =
      isNamed ||
      training.isRegistered ||
      training.rows !== null ||
      /train/i.test(samples) ||
      (found.type !== null && isType(values[found.type.name]));
    if (!isTraining || isEmpty(values[samples])) {
      others++;
      continue;
    }
    try {
      if (training.startedMs * 1000 > now) throw new Error("begun after this plan; not counted");
      const type = { name: "type", factor: 1 };
      const typed = isTyped ? values : { ...values, type: "full_retrain" };
      runs.push(readRun(typed, isTyped ? found : { ...found, type }, zone));
    } catch (error) {
      problems.push({ path: training.path, problem: (error as Error).message });
    }
  }
  const left = [...leftOut, ...(others > 0 ? [`${others} without samples of a training`] : [])];
  const notes = [
    ...(isTyped || runs.length === 0
      ? []
      : [
          `${path}: no run says its type, so that ${count(runs.length, "run")} count as full_retrain; log a tag training_type, or map one under requirements.history.columns`,
        ]),
    ...(left.length > 0 ? [`${path}: of its runs, not counted are ${left.join(", ")}`] : []),
  ];
  return { files: [path], runs, currency: findCurrency(found.cost), problems, notes };
}

type Values = Record<string, string | number>;

/** A run's values under any name; tags and parameters before metrics. */
function toValues({ measured, stated, ...own }: TrackedTraining, columns: HistoryColumns): Values {
  const metrics = Object.entries(measured).filter(([name]) => isOfTraining(name, columns));
  return {
    ...Object.fromEntries(metrics),
    ...stated,
    [OWN.date]: new Date(own.startedMs).toISOString(),
    [OWN.hours]: (own.endedMs - own.startedMs) / 3_600_000,
    [OWN.samples]: own.rows ?? "",
  };
}

function findColumns(
  rows: readonly Values[],
  columns: HistoryColumns,
): Record<Column, Found | null> {
  const names = new Set(rows.flatMap((values) => Object.keys(values)));
  // Without any run nothing lacks a mapped name.
  const mapped = names.size === 0 ? undefined : columns;
  const evident = (column: Column) => findColumn(column, mapped?.[column], names);
  const timed = (column: "date" | "hours"): Found | null =>
    mapped?.[column] === undefined ? { name: OWN[column], factor: 1 } : evident(column);
  // A parameter "type" or "mode" may mean anything: it counts only if one of its values is a type.
  const types = new Set([...names].filter((name) => rows.some((values) => isType(values[name]))));
  return {
    date: timed("date"),
    hours: timed("hours"),
    type: mapped?.type === undefined ? findColumn("type", undefined, types) : evident("type"),
    samples: evident("samples") ?? { name: OWN.samples, factor: 1 },
    gpus: evident("gpus"),
    storage_gb: evident("storage_gb"),
    cost: evident("cost"),
  };
}

function isType(value: string | number | undefined): boolean {
  return Object.values(TYPES).some((words) => words.test(String(value ?? "")));
}

function isEmpty(value: string | number | undefined): boolean {
  return value === undefined || value === "";
}
