import { parse } from "csv-parse/sync";
import type { Config } from "../config/schema.ts";
import { type Instant, parseInstant, type Zone } from "../instant.ts";
import type { CycleType } from "./schema.ts";

/** A training of the past, from whatever source; null for what that does not say. */
export interface TrainingRun {
  readonly at: Instant;
  readonly type: CycleType;
  readonly samples: number | null;
  readonly hours: number | null;
  readonly gpus: number | null;
  readonly storageGb: number | null;
  readonly cost: number | null;
}

/** The trainings of the past, and what of them could not be read. */
export interface TrainingHistory {
  readonly files: readonly string[];
  readonly runs: readonly TrainingRun[];
  /** Of the costs, where a column's name tells it. */
  readonly currency: string | null;
  readonly problems: readonly { path: string; problem: string }[];
  /** What was taken for granted, and what does not count, each a sentence without its point. */
  readonly notes: readonly string[];
}

export const NO_HISTORY: TrainingHistory = {
  files: [],
  runs: [],
  currency: null,
  problems: [],
  notes: [],
};

export type Column = "date" | "type" | "samples" | "hours" | "gpus" | "storage_gb" | "cost";
export type HistoryColumns = NonNullable<Config["requirements"]["history"]>["columns"];

/** Names that a column has without being mapped, with the factor to the unit that is meant. */
export const NAMES: Record<Column, Readonly<Record<string, number>>> = {
  date: ones("date", "time", "timestamp", "started_at", "start_time", "trained_at", "run_date"),
  type: ones("type", "kind", "mode", "training_type", "retrain_type"),
  samples: ones("samples", "n_samples", "num_samples", "training_samples", "train_samples", "rows"),
  hours: {
    ...ones("hours", "duration_hours", "training_hours", "duration_h", "train_hours"),
    ...{ minutes: 1 / 60, duration_minutes: 1 / 60, training_minutes: 1 / 60 },
    ...{ seconds: 1 / 3600, duration_seconds: 1 / 3600, training_seconds: 1 / 3600 },
  },
  gpus: ones("gpus", "gpu_count", "num_gpus", "n_gpus"),
  storage_gb: { ...ones("storage_gb", "disk_gb", "storage"), storage_mb: 1 / 1024 },
  cost: ones("cost", "total_cost", "training_cost", "cost_eur", "cost_usd", "cost_gbp", "cost_chf"),
};

export const TYPES: Record<CycleType, RegExp> = {
  full_retrain:
    /^(full([ _-]?(retrain(ing)?|train(ing)?))?|retrain(ing)?|from[ _-]?scratch|scratch)$/i,
  incremental:
    /^(incremental([ _-]?(retrain(ing)?|train(ing)?|update))?|incr|update|fine[ _-]?tun(e|ing)|warm[ _-]?start)$/i,
};

/**
 * Reads a training history: a table with a header (CSV, or TSV by its tabs), or JSON Lines.
 *
 * @param path as the user names the file; `.jsonl` and `.ndjson` are JSON Lines
 * @param columns what the configuration maps; the rest is found by evident names
 * @param now runs dated later are left out: they were not known then
 * @returns the runs, and a problem for every line that cannot be used, with what to do
 * @throws Error where the file as a whole cannot be used
 */
export function parseHistory(
  text: string,
  path: string,
  columns: HistoryColumns,
  now: Instant,
  zone: Zone,
): TrainingHistory {
  const rows = /\.(jsonl|ndjson)$/i.test(path) ? jsonRows(text) : tableRows(text);
  const names = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const columnOf = (column: Column) => findColumn(column, columns?.[column], names);
  const found = Object.fromEntries(
    (Object.keys(NAMES) as Column[]).map((column) => [column, columnOf(column)]),
  ) as Record<Column, Found | null>;
  for (const needed of ["date", "type"] as const) {
    if (rows.length > 0 && found[needed] === null) {
      throw new Error(
        `no column for the ${needed}; there are ${[...names].slice(0, 12).join(", ") || "none"}: map one under requirements.history.columns`,
      );
    }
  }
  const runs: TrainingRun[] = [];
  const problems: { path: string; problem: string }[] = [];
  for (const { line, values, problem } of rows) {
    try {
      if (problem !== undefined) throw new Error(problem);
      const run = runOf(values, found, zone);
      if (run.at > now) throw new Error("dated after this plan; not counted");
      runs.push(run);
    } catch (error) {
      problems.push({ path: `${path}:${line}`, problem: (error as Error).message });
    }
  }
  return { files: [path], runs, currency: currencyOf(found.cost), problems, notes: [] };
}

/** By the name of the column of costs, `cost_eur`. */
export function currencyOf(cost: Found | null): string | null {
  return /_(eur|usd|gbp|chf)$/i.exec(cost?.name ?? "")?.[1]?.toUpperCase() ?? null;
}

export interface Row {
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly problem?: string;
}

/** What holds a quantity, and the factor to the unit that is meant. */
export interface Found {
  readonly name: string;
  readonly factor: number;
}

function tableRows(text: string): Row[] {
  const plain = text.replace(/^\uFEFF/, "");
  const header = plain.slice(0, plain.search(/[\r\n]|$/));
  const delimiter = ["\t", ";"].find((mark) => header.includes(mark)) ?? ",";
  const options = {
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
  } as const;
  const records = parse(plain, { ...options, trim: true }) as unknown as {
    record: string[];
    info: { lines: number };
  }[];
  const [names, ...rest] = records;
  return rest.map(({ record, info }) => {
    const columns = names?.record ?? [];
    const values = Object.fromEntries(columns.map((name, i) => [name, record[i] ?? ""]));
    const problem = `${record.length} fields, where the header has ${columns.length}; mend the line`;
    return { line: info.lines, values, ...(record.length === columns.length ? {} : { problem }) };
  });
}

function jsonRows(text: string): Row[] {
  return text.split("\n").flatMap((own, index): Row[] => {
    if (own.trim() === "") return [];
    const line = index + 1;
    try {
      const values: unknown = JSON.parse(own);
      if (typeof values !== "object" || values === null || Array.isArray(values)) throw new Error();
      return [{ line, values: values as Row["values"] }];
    } catch {
      return [{ line, values: {}, problem: "no JSON object; write one on each line" }];
    }
  });
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
    return { name: mapped, factor: known[mapped.toLowerCase()] ?? 1 };
  }
  for (const [evident, factor] of Object.entries(known)) {
    const name = [...names].find((each) => each.toLowerCase() === evident);
    if (name !== undefined) return { name, factor };
  }
  return null;
}

/** @throws Error which says what in the row is wrong, and what to do */
export function runOf(
  values: Row["values"],
  found: Record<Column, Found | null>,
  zone: Zone,
): TrainingRun {
  const shown = (column: Column) => {
    const value = values[found[column]?.name ?? ""] ?? "";
    return (typeof value === "object" ? JSON.stringify(value) : String(value)).trim();
  };
  const at = parseInstant(shown("date"), zone);
  if (at === undefined) {
    throw new Error(`"${shown("date")}" is not a date; write ISO 8601, such as 2025-08-14`);
  }
  const type = (Object.keys(TYPES) as CycleType[]).find((each) => TYPES[each].test(shown("type")));
  if (type === undefined) {
    throw new Error(`"${shown("type")}" is no type; write full_retrain or incremental`);
  }
  const amount = (column: Column): number | null => {
    const text = shown(column);
    if (text === "") return null;
    const value = Number(text);
    if (!Number.isFinite(value) || value < 0) {
      throw new Error(
        `"${text}" in ${found[column]?.name} is no number from 0; leave it empty where it is unknown`,
      );
    }
    return value * (found[column]?.factor ?? 1);
  };
  return {
    ...{ at, type, samples: amount("samples"), hours: amount("hours"), gpus: amount("gpus") },
    ...{ storageGb: amount("storage_gb"), cost: amount("cost") },
  };
}

function ones(...names: string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1]));
}

/** Several histories as one; a run that two of them tell is one. */
export function joinHistories(histories: readonly TrainingHistory[]): TrainingHistory {
  const runs = new Map(
    histories.flatMap(({ runs }) => runs.map((run) => [JSON.stringify(run), run])),
  );
  return {
    files: histories.flatMap(({ files }) => files),
    runs: [...runs.values()].sort((a, b) => a.at - b.at),
    currency: histories.find(({ currency }) => currency !== null)?.currency ?? null,
    problems: histories.flatMap(({ problems }) => problems),
    notes: histories.flatMap(({ notes }) => notes),
  };
}
