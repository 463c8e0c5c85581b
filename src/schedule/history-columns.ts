import type { Config } from "../config/schema.ts";

export type Column = "date" | "type" | "samples" | "hours" | "gpus" | "storage_gb" | "cost";
export type HistoryColumns = NonNullable<Config["requirements"]["history"]>["columns"];

/** Names that a column has without being mapped, with the factor to the unit that is meant. */
export const NAMES: Record<Column, Readonly<Record<string, number>>> = {
  date: ones("date", "time", "timestamp", "started_at", "start_time", "trained_at", "run_date"),
  type: ones("type", "kind", "mode", "training_type", "retrain_type"),
  samples: ones(
    "samples",
    "n_samples",
    "num_samples",
    "training_samples",
    "train_samples",
    "trained_on",
    "n_train",
    "train_size",
    "rows",
  ),
  hours: {
    ...ones("hours", "duration_hours", "training_hours", "duration_h", "train_hours"),
    minutes: 1 / 60,
    duration_minutes: 1 / 60,
    training_minutes: 1 / 60,
    seconds: 1 / 3600,
    duration_seconds: 1 / 3600,
    training_seconds: 1 / 3600,
    // Of Hugging Face's trainer, in seconds.
    train_runtime: 1 / 3600,
  },
  gpus: ones("gpus", "gpu_count", "num_gpus", "n_gpus"),
  storage_gb: { ...ones("storage_gb", "disk_gb", "storage"), storage_mb: 1 / 1024 },
  cost: ones("cost", "total_cost", "training_cost", "cost_eur", "cost_usd", "cost_gbp", "cost_chf"),
};

/** The column of a quantity, and the factor to its unit. */
export interface Found {
  readonly name: string;
  readonly factor: number;
}

/** By the ending of a mapped name; hours and GB where it says nothing else. */
const UNITS: Partial<Record<Column, readonly (readonly [RegExp, number])[]>> = {
  hours: [
    [/days?$/i, 24],
    [/(minutes?|_mins?)$/i, 1 / 60],
    [/(milliseconds?|millis|_ms)$/i, 1 / 3_600_000],
    [/(seconds?|_secs?|_s)$/i, 1 / 3600],
  ],
  storage_gb: [
    [/_tb$/i, 1024],
    [/_mb$/i, 1 / 1024],
    [/(_kb|kilobytes)$/i, 1 / 1024 ** 2],
    [/(?<!kilo|mega|giga|tera)bytes$/i, 1 / 1024 ** 3],
  ],
};

function unitFactor(column: Column, name: string): number {
  return UNITS[column]?.find(([ending]) => ending.test(name))?.[1] ?? 1;
}

/**
 * @param mapped as configured
 * @returns null where nothing is mapped, and no name is evident
 * @throws Error where the mapped name is not there
 */
export function findColumn(
  column: Column,
  mapped: string | undefined,
  names: ReadonlySet<string>,
): Found | null {
  const known = NAMES[column];
  if (mapped !== undefined) {
    if (!names.has(mapped)) {
      throw new Error(
        `no column "${mapped}"; correct requirements.history.columns.${column}, there are ${[...names].slice(0, 12).join(", ")}`,
      );
    }
    return { name: mapped, factor: known[mapped.toLowerCase()] ?? unitFactor(column, mapped) };
  }
  for (const [evident, factor] of Object.entries(known)) {
    const name = [...names].find((each) => each.toLowerCase() === evident);
    if (name !== undefined) return { name, factor };
  }
  return null;
}

/** Evident names of the same quantity beside the one that is read. */
export function findBeside(column: Column, found: Found, names: ReadonlySet<string>): string[] {
  return [...names].filter(
    (name) => name !== found.name && Object.hasOwn(NAMES[column], name.toLowerCase()),
  );
}

/** By the name of the column of costs, `cost_eur`. */
export function findCurrency(cost: Found | null): string | null {
  return /_(eur|usd|gbp|chf)$/i.exec(cost?.name ?? "")?.[1]?.toUpperCase() ?? null;
}

function ones(...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}
