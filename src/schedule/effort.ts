import type { Config } from "../config/schema.ts";
import {
  type Context,
  type Expected,
  type PlannedEffort,
  planGpus,
  planStorage,
  planTime,
  rounded,
  TYPES,
  toInterval,
} from "./cycle-effort.ts";
import { sumCost, sumTotals } from "./effort-cost.ts";
import { type LearnedLines, learn, shownLine, trainsOnNew } from "./fit-effort.ts";
import type { TrainingHistory } from "./history.ts";
import type { CycleType, Effort, Learned, Totals } from "./schema.ts";

/** The effort of a retraining of each type, learned from past trainings. */
export interface EffortModel {
  readonly learned: Learned;
  /** Whether past incrementals trained on what was new, not on all that full trainings had. */
  readonly trainsOnNew: boolean;
  /**
   * @param samples that a cycle is expected to train on; null for what was usual
   * @example of a history in which 10,000 samples took 2 hours and 20,000 took 4: 15,000 take 3
   */
  of(type: CycleType, samples: Expected | null): Effort;
  /** Of a whole schedule, with the intervals of its sums. */
  totals(cycles: readonly PlannedEffort[]): Totals;
}

/**
 * The effort of retrainings. Hours: as configured, else a robust line over the samples of the runs of that
 * type ({@link robustLine}), else, with fewer than three of them, the default. Cost: the hours at the
 * configured prices, else a robust line over the costs of the history, else unknown.
 */
export function effortModel(config: Config, history: TrainingHistory): EffortModel {
  const foreign = foreignCurrency(config, history);
  const byType = Object.fromEntries(
    TYPES.map((type) => {
      const learned = learn(history.runs.filter((run) => run.type === type));
      return [type, foreign === null ? learned : { ...learned, cost: null }];
    }),
  ) as Record<CycleType, LearnedLines>;
  const context = { config: config.requirements, schedule: config.schedule, byType };
  return {
    trainsOnNew: trainsOnNew(byType),
    learned: {
      files: [...history.files],
      runs: history.runs.length,
      problems: [...history.problems],
      ...(history.notes.length > 0 ? { notes: [...history.notes] } : {}),
      by_type: TYPES.filter((type) => byType[type].runs > 0).map((type) => {
        const { runs, usable, hours, cost, gpus, storageGb: storage_gb } = byType[type];
        const lines = { hours: shownLine(hours), cost: shownLine(cost) };
        const part = usable < runs ? { usable_runs: usable } : {};
        return { type, runs, ...part, ...lines, gpus, storage_gb };
      }),
    },
    of: (type, samples) => planEffort(type, samples, context),
    totals: (cycles) => sumTotals(cycles, context, history.currency, foreign),
  };
}

/** In what the history's costs are, where prices are configured in something else: no sum of both. */
function foreignCurrency(
  { requirements: { prices } }: Config,
  { currency }: TrainingHistory,
): string | null {
  if (prices === undefined) return null;
  const own = prices.currency.trim().toUpperCase();
  return (SIGNS[own] ?? own) === currency ? null : currency;
}

/** Those of the currencies that a column of costs can name. */
const SIGNS: Record<string, string> = {
  "€": "EUR",
  EURO: "EUR",
  EUROS: "EUR",
  "£": "GBP",
  FR: "CHF",
  $: "USD",
  US$: "USD",
  DOLLAR: "USD",
  DOLLARS: "USD",
};

/**
 * The usual cost, or else time, of an incremental, as a share of a full training; null if past
 * trainings do not show both.
 */
export function incrementalShare(config: Config, history: TrainingHistory): number | null {
  const efforts = effortModel(config, history);
  const [full, incremental] = TYPES.map((type) => efforts.of(type, null)) as [Effort, Effort];
  if (full.duration_basis === "default" || incremental.duration_basis === "default") return null;
  const [whole, part] =
    full.cost !== null && incremental.cost !== null
      ? [full.cost, incremental.cost]
      : [full.hours, incremental.hours];
  return whole > 0 ? part / whole : null;
}

function planEffort(type: CycleType, expected: Expected | null, context: Context): Effort {
  const { energy } = context.config;
  const time = planTime(type, expected, context);
  const gpus = planGpus(type, context);
  // Neither GPU-hours nor costs rest on a guess.
  const gpuHours = gpus === null || time.basis === "default" ? null : gpus * time.hours;
  const perGpuHour = (amount: number | undefined) =>
    gpuHours === null || amount === undefined ? null : rounded(gpuHours * amount);
  const cost = sumCost([{ type, expected: time.expected, effort: time }], context);
  return {
    hours: time.hours,
    duration_basis: time.basis,
    duration_interval_hours: time.basis === "history" ? toInterval(time.prediction) : null,
    samples: time.expected?.samples ?? null,
    extrapolated: time.extrapolated,
    gpus,
    gpu_hours: gpuHours === null ? null : rounded(gpuHours),
    storage_gb: planStorage(type, context),
    cost: cost.amount,
    cost_interval: cost.interval,
    cost_basis: cost.basis,
    energy_kwh: perGpuHour(energy?.kwh_per_gpu_hour),
    co2_kg: perGpuHour(energy?.gco2_per_gpu_hour && energy.gco2_per_gpu_hour / 1000),
  };
}
