import { DEFAULT_HOURS, DEFAULT_STORAGE_GB } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import { type Prediction, predictSum, type RobustLine } from "../stats/robust-line.ts";
import { type LearnedLines, learn, shownLine, trainsOnNew } from "./fit-effort.ts";
import { gpuCount } from "./gpus.ts";
import type { TrainingHistory } from "./history.ts";
import type { CycleType, Effort, Learned, Totals } from "./schema.ts";

/** Of every interval of hours and costs. */
const CONFIDENCE = 0.8;
const TYPES = ["full_retrain", "incremental"] as const;

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

/** How many samples a cycle is expected to have; half the width of their interval of 80 %. */
export interface Expected {
  readonly samples: number;
  readonly halfWidth: number;
}

export interface PlannedEffort {
  readonly type: CycleType;
  readonly expected: Expected | null;
  readonly effort: Effort;
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

interface Context {
  readonly config: Config["requirements"];
  readonly schedule: Config["schedule"];
  readonly byType: Record<CycleType, LearnedLines>;
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

/** How long a retraining takes, and on what that rests. */
function planTime(type: CycleType, given: Expected | null, context: Context) {
  const configured = statedHours(type, context);
  const { hours: line, samples: usual } = context.byType[type];
  const expected = orUsual(given);
  if (configured === undefined && line !== null) {
    const at = expected?.samples ?? usual ?? line.range[0];
    const prediction = predicted(line, [expected], usual);
    return {
      basis: "history" as const,
      // A hundredth of an hour is the least: what takes no time would overlap with nothing.
      hours: Math.max(0.01, rounded(prediction.expected)),
      prediction,
      expected,
      extrapolated: at < line.range[0] || at > line.range[1],
    };
  }
  const basis = configured === undefined ? ("default" as const) : ("configured" as const);
  const hours = configured ?? DEFAULT_HOURS[type];
  return { basis, hours, prediction: NOTHING, expected, extrapolated: false };
}

/** An empty training set is not a training: a cycle without samples gets the usual values. */
function orUsual(expected: Expected | null): Expected | null {
  return expected === null || expected.samples <= 0 ? null : expected;
}

/** As configured, else as usual in the history; null where neither tells: no cost rests on a guess. */
function planGpus(type: CycleType, { config, byType }: Context): number | null {
  return config.gpus === undefined ? byType[type].gpus : gpuCount(config.gpus);
}

function planStorage(type: CycleType, { config, byType }: Context): number {
  return config.storage_gb ?? byType[type].storageGb ?? DEFAULT_STORAGE_GB;
}

const NOTHING: Prediction = { expected: 0, halfWidth: 0 };

interface Cost {
  readonly amount: number | null;
  readonly interval: [number, number] | null;
  readonly basis: Effort["cost_basis"];
}

type Costed = Omit<PlannedEffort, "effort"> & { effort: Pick<Effort, "hours"> };

/**
 * A sum over cycles. How far the samples may be from what is expected is added to the error of the line;
 * one forecast tells the samples of all cycles, so that these errors go together.
 */
function predicted(
  line: RobustLine,
  cycles: readonly (Expected | null)[],
  usual: number | null,
): Prediction {
  const at = cycles.map((expected) => expected?.samples ?? usual ?? line.range[0]);
  const { expected, halfWidth } = predictSum(line, at, CONFIDENCE);
  const samples = cycles.reduce((sum, each) => sum + (each?.halfWidth ?? 0), 0);
  return { expected, halfWidth: Math.hypot(halfWidth, line.slope * samples) };
}

/**
 * The total cost of cycles. The errors of one type's line are common to its cycles; those of the two
 * types are independent, so that their variances add up.
 */
function sumCost(cycles: readonly Costed[], context: Context): Cost {
  const parts = TYPES.flatMap((type): Part[] => {
    const own = cycles.filter((cycle) => cycle.type === type);
    return own.length === 0 ? [] : [sumPart(type, own, context)];
  });
  const [first] = parts;
  if (first === undefined || parts.some(({ basis }) => basis === null)) {
    return { amount: null, interval: null, basis: null };
  }
  const expected = parts.reduce((sum, part) => sum + part.expected, 0);
  const halfWidth = Math.hypot(...parts.map((part) => part.halfWidth ?? 0));
  const isKnown = parts.every((part) => part.halfWidth !== null);
  return {
    amount: rounded(expected),
    interval: isKnown ? toInterval({ expected, halfWidth }) : null,
    basis: first.basis,
  };
}

/** The cost of one type's cycles; its error is null where only a default or a wish tells the hours. */
interface Part {
  readonly expected: number;
  readonly halfWidth: number | null;
  readonly basis: Effort["cost_basis"];
}

function sumPart(type: CycleType, cycles: readonly Costed[], context: Context): Part {
  const { config, byType } = context;
  const { cost, hours, samples: usual } = byType[type];
  const expected = cycles.map((cycle) => orUsual(cycle.expected));
  const {
    gpu_hour: gpuHour,
    storage_gb_month: perMonth,
    storage_months: months,
  } = {
    gpu_hour: undefined,
    storage_gb_month: 0,
    storage_months: 1,
    ...config.prices,
  };
  const gpus = planGpus(type, context);
  if (gpuHour !== undefined) {
    if (gpus === null || missingKeys(type, context).length > 0) {
      return { expected: 0, halfWidth: null, basis: null };
    }
    const configured = statedHours(type, context);
    const kept = planStorage(type, context) * (perMonth ?? 0) * months;
    const total = cycles.reduce((sum, { effort }) => sum + effort.hours, 0);
    const isLearned = configured === undefined && hours !== null;
    return {
      expected: gpus * gpuHour * total + cycles.length * kept,
      halfWidth: isLearned ? gpus * gpuHour * predicted(hours, expected, usual).halfWidth : null,
      basis: "prices",
    };
  }
  if (cost === null) return { expected: 0, halfWidth: null, basis: null };
  return { ...predicted(cost, expected, usual), basis: "history" };
}

function sumTotals(
  cycles: readonly PlannedEffort[],
  context: Context,
  historyCurrency: string | null,
  foreign: string | null,
): Totals {
  const { config } = context;
  const cost = sumCost(cycles, context);
  const sum = (of: (effort: Effort) => number | null): number | null => {
    const values = cycles.map(({ effort }) => of(effort));
    const known = values.filter((value) => value !== null);
    return known.length < values.length ? null : rounded(known.reduce((a, b) => a + b, 0));
  };
  return {
    cycles: cycles.length,
    hours: sum((effort) => effort.hours) ?? 0,
    gpu_hours: sum((effort) => effort.gpu_hours),
    cost: cycles.length === 0 ? 0 : cost.amount,
    cost_interval: cost.interval,
    currency: config.prices?.currency ?? historyCurrency,
    cost_unknown:
      cycles.length === 0 || cost.amount !== null ? null : unknownCost(cycles, context, foreign),
    energy_kwh: sum((effort) => effort.energy_kwh),
    co2_kg: sum((effort) => effort.co2_kg),
  };
}

function unknownCost(
  cycles: readonly PlannedEffort[],
  context: Context,
  foreign: string | null,
): string {
  const { prices } = context.config;
  if (foreign !== null && prices?.gpu_hour === undefined) {
    return `the history's costs are in ${foreign}, not in ${prices?.currency} (requirements.prices.currency)`;
  }
  if (prices?.gpu_hour === undefined) return "set requirements.prices.gpu_hour";
  const types = TYPES.filter((type) => cycles.some((cycle) => cycle.type === type));
  const keys = new Set(types.flatMap((type) => missingKeys(type, context)));
  return `set ${[...keys].join(", ")}`;
}

/** The keys that are missing for a cost: quantities that are neither stated nor learned. */
function missingKeys(type: CycleType, context: Context): string[] {
  const { config, byType } = context;
  const storage = config.storage_gb ?? byType[type].storageGb;
  return [
    ...(planGpus(type, context) === null ? ["requirements.gpus"] : []),
    ...(statedHours(type, context) === undefined && byType[type].hours === null
      ? [`schedule.${type === "full_retrain" ? "full_hours" : "incremental_hours"}`]
      : []),
    ...((config.prices?.storage_gb_month ?? 0) > 0 && storage === null
      ? ["requirements.storage_gb"]
      : []),
  ];
}

function statedHours(type: CycleType, { schedule }: Context): number | undefined {
  return type === "full_retrain" ? schedule.full_hours : schedule.incremental_hours;
}

function toInterval({ expected, halfWidth }: Prediction): [number, number] {
  return [rounded(Math.max(0, expected - halfWidth)), rounded(expected + halfWidth)];
}

/** To hundredths: cents, and 36 seconds. */
function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
