import {
  type Context,
  orUsual,
  type PlannedEffort,
  planGpus,
  planStorage,
  predicted,
  rounded,
  statedHours,
  TYPES,
  toInterval,
} from "./cycle-effort.ts";
import type { CycleType, Effort, Totals } from "./schema.ts";

interface Cost {
  readonly amount: number | null;
  readonly interval: [number, number] | null;
  readonly basis: Effort["cost_basis"];
}

type Costed = Omit<PlannedEffort, "effort"> & { effort: Pick<Effort, "hours"> };

/**
 * The total cost of cycles. The errors of one type's line are common to its cycles; those of the two
 * types are independent, so that their variances add up.
 */
export function sumCost(cycles: readonly Costed[], context: Context): Cost {
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

export function sumTotals(
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
