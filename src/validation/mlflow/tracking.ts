/** The states of a run, in the order of the numbers that the file store writes, from 1. */
export const RUN_STATUSES = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const;

export interface Experiment {
  readonly id: string;
  readonly name: string;
  /**
   * How many runs it holds; in a file store deleted ones too, which only reading them tells. null where a
   * server was not asked for them.
   */
  readonly runs: number | null;
}

/** A run that is not deleted. Times are milliseconds since 1970. */
export interface Run {
  readonly id: string;
  /** Its experiment's id. */
  readonly experiment: string;
  readonly name: string | null;
  readonly status: (typeof RUN_STATUSES)[number];
  readonly startedMs: number | null;
  readonly endedMs: number | null;
  /** The file or folder that holds it, relative to the project. */
  readonly path: string;
}

/** The facts about an evaluation in a run's tags, parameters and inputs. */
export interface RunFacts {
  /** Whether it is a part of another run: a fold, a trial of a search. */
  readonly isChild: boolean;
  /** As its tags and parameters name it (run-kind.ts). */
  readonly algorithm: string | null;
  /** Its tag or parameter `model_version`. */
  readonly statedVersion: string | null;
  /** The logged model that it evaluated; null if it evaluated no model, or several. */
  readonly evaluated: string | null;
  /** Rows of the data set that it was evaluated on; null if this is not known, or there are several. */
  readonly samples: number | null;
  /** Rows of the data set that it trained on; null if this is not known, or there are several. */
  readonly trainedOn: number | null;
}

/** A data set that a run was given. */
export interface TrackedInput {
  /** As the run calls it. */
  readonly name: string;
  /** Where it says that it lies: a path, a URL or a table; null where it does not say. */
  readonly source: string | null;
  /** `training`, `validation`, …; null where it does not say. */
  readonly context: string | null;
  readonly rows: number | null;
}

export const NO_FACTS: RunFacts = {
  isChild: false,
  algorithm: null,
  statedVersion: null,
  evaluated: null,
  samples: null,
  trainedOn: null,
};

export interface ModelVersion {
  readonly version: string;
  /** The run that trained it. */
  readonly run: string | null;
  /** Where it came from: `models:/m-57210287…` is a logged model. */
  readonly source: string | null;
  /** As MLflow had it before there were aliases: Production, Staging, Archived, None. */
  readonly stage: string | null;
}

export interface RegisteredModel {
  readonly name: string;
  /** Which version an alias stands for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The oldest first. */
  readonly versions: readonly ModelVersion[];
}

/** A value of a metric, as it was logged. */
export interface Logged {
  readonly timestampMs: number;
  /** NaN and infinities are kept. */
  readonly value: number;
  readonly step: number;
}

/** Told of what cannot be read, and whether it may hold the newest evaluation; by default it may not. */
export type Report = (path: string, error: unknown, mayBeNewest?: boolean) => void;

/** What MLflow has tracked, wherever it keeps it. */
export interface TrackingStore {
  /** Relative to the project. */
  readonly path: string;
  /** Those that are not deleted and have runs. */
  readonly experiments: readonly Experiment[];
  readonly models: readonly RegisteredModel[];
  /** The runs of these experiments, and how many more are deleted. */
  runs(experiments: ReadonlySet<string>): {
    readonly runs: readonly Run[];
    readonly deleted: number;
  };
  /** The experiments in which these runs are, of those that are not deleted. */
  listExperiments(runs: ReadonlySet<string>): ReadonlySet<string>;
  facts(runs: readonly Run[]): ReadonlyMap<string, RunFacts>;
  /**
   * Tells each evaluation of each run.
   *
   * @param select which of the metrics are wanted; all else is not read
   */
  evaluations(
    runs: readonly Run[],
    select: (names: ReadonlySet<string>) => ReadonlySet<string>,
    visit: (run: Run, metric: string, evaluations: readonly Logged[]) => void,
  ): void;
  /** The parameters of these runs. */
  params(runs: readonly Run[]): ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The data sets that a run was given. */
  inputs(run: Run): readonly TrackedInput[];
  /** Parameters and tags of a run, by their names. */
  details(run: Run): { readonly params: Map<string, string>; readonly tags: Map<string, string> };
  /** Whether the store has not been written to meanwhile in a way that would mix two states. */
  isUnchanged(): boolean;
  close(): void;
}

/** Values that are closer than this belong to one evaluation, such as the epochs of a training. */
export const MOST_BETWEEN_STEPS_MS = 12 * 3_600_000;

/**
 * A run's values of a metric as its evaluations: those without a pause of half a day are one, of which
 * the last step counts (by step, time and value, as MLflow's own "latest"), not the best: that would be
 * the luckiest. A run into which somebody logs every week so gives a value a week.
 */
export function selectEvaluations(logged: Logged[]): Logged[] {
  if (logged.length < 2) return logged;
  logged.sort((a, b) => a.timestampMs - b.timestampMs);
  const evaluations: Logged[] = [];
  let before = -Infinity;
  for (const each of logged) {
    const last = evaluations.at(-1);
    if (last === undefined || each.timestampMs - before > MOST_BETWEEN_STEPS_MS) {
      evaluations.push(each);
    } else if (isLater(each, last)) evaluations[evaluations.length - 1] = each;
    before = each.timestampMs;
  }
  return evaluations;
}

function isLater(a: Logged, b: Logged): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.timestampMs !== b.timestampMs) return a.timestampMs > b.timestampMs;
  return Number.isNaN(a.value) || a.value > b.value;
}

/** Rows of a run's inputs: those that say that they are of training, and all others were evaluated. */
export function sumSamples(
  datasets: readonly Pick<TrackedInput, "context" | "rows">[],
  use: "training" | "evaluation",
): number | null {
  const used = datasets.filter(
    ({ context }) => /train/i.test(context ?? "") === (use === "training"),
  );
  const rows = new Set(used.map((each) => each.rows));
  const [only] = rows;
  return rows.size === 1 ? (only ?? null) : null;
}

/** Where a data set lies, in one of the keys of MLflow's kinds of sources; JSON. */
export function findPlace(source: unknown): string | null {
  if (typeof source !== "string") return null;
  try {
    const stated: unknown = JSON.parse(source);
    if (typeof stated !== "object" || stated === null) return null;
    const values = PLACE_KEYS.map((key) => (stated as Record<string, unknown>)[key]);
    return (
      (values.find((value) => typeof value === "string" && value !== "") as string | null) ?? null
    );
  } catch {
    return null;
  }
}

const PLACE_KEYS = ["uri", "url", "path", "table_name", "delta_table_name"];

/** A profile is JSON: {"num_rows": 1000, …}. */
export function findRows(profile: unknown): number | null {
  if (typeof profile !== "string") return null;
  try {
    const rows: unknown = JSON.parse(profile)?.num_rows;
    return Number.isSafeInteger(rows) && (rows as number) > 0 ? (rows as number) : null;
  } catch {
    return null;
  }
}
