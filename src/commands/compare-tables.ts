import { type Compared, type InputDrift, NOT_COMPARED } from "../drift/data/input-schema.ts";
import type { DriftWindows } from "../drift/data/windows.ts";
import { EngineProblem } from "../engine/engine.ts";
import { binsFrom } from "../engine/profile.ts";
import type { EngineTable, TableEngine, TableSource } from "../engine/table-engine.ts";
import type { DataSet } from "../inventory/schema.ts";
import { judgeProfiles, type Profiles } from "./compare-windows.ts";
import type { Project } from "./project.ts";
import { readImportance } from "./read-importance.ts";
import { nameTables, openEngineTable, withTables } from "./read-tables.ts";

/** The data sets that are compared: the training data, its reference if that is one of its own, predictions. */
export interface ChosenSets {
  readonly sets: readonly DataSet[];
  readonly reference: readonly DataSet[];
  readonly predictions: readonly DataSet[];
}

type Found = Omit<InputDrift, "data_sets" | "reference_by">;

/**
 * Compares the windows of tables on the server on which they are.
 *
 * @param isAsked whether it may take as long as it does
 */
export async function compareTables(
  project: Project,
  { sets, reference, predictions }: ChosenSets,
  windows: DriftWindows,
  isAsked: boolean,
): Promise<Found> {
  const importance = readImportance(project);
  const { engines, drift } = project.config;
  const { exclude = [] } = drift.data;
  const named = [...sets, ...(windows.by === "data_set" ? reference : []), ...predictions];
  const names = new Set(named.map(({ name }) => name));
  const kinds = new Set(
    nameTables(project).flatMap(({ name, kind }) => (names.has(name) ? [kind] : [])),
  );
  const [kind = "trino", other] = kinds;
  if (other !== undefined) return { ...NOT_COMPARED, why: MIXED, predictions: null };
  return withTables(project, kind, async (engine) => {
    if ("problem" in engine) return { ...NOT_COMPARED, why: engine.problem, predictions: null };
    const limit = (kind === "trino" ? engines.trino : engines.s3).timeout_minutes * 60_000;
    const timer = isAsked ? undefined : setTimeout(() => engine.stop(), limit);
    const before = windows.by === "data_set" ? reference : sets;
    const sides = { project, engine, windows };
    try {
      const compared = await compare(
        { ...sides, before, after: sets, leaveOut: exclude },
        { importance },
      );
      if (predictions.length === 0) return { ...compared, predictions: null };
      // Features that a table of predictions repeats are compared in the data.
      const leaveOut = [...exclude, ...sets.flatMap((set) => set.columns ?? [])];
      const own = { ...sides, before: predictions, after: predictions, leaveOut };
      const found = await compare(own, { arePredictions: true });
      const names = predictions.map(({ name }) => name);
      return {
        ...compared,
        predictions: { ...found, reference_by: windows.by, data_sets: names },
      };
    } finally {
      clearTimeout(timer);
    }
  });
}

const MIXED = "the data sets are on several servers, and are not compared with each other";

interface Sides {
  readonly project: Project;
  readonly engine: TableEngine;
  readonly windows: DriftWindows;
  readonly before: readonly DataSet[];
  readonly after: readonly DataSet[];
  readonly leaveOut: readonly string[];
}

async function compare(
  { project, engine, windows, before, after, leaveOut }: Sides,
  options: Pick<Profiles, "importance" | "arePredictions">,
): Promise<Compared> {
  try {
    const own = await pickTables(project, engine, after, leaveOut);
    const other = before === after ? own : await pickTables(project, engine, before, leaveOut);
    const reference = await engine.profile(other, windows.reference);
    const current = await engine.profile(own, windows.current, binsFrom(reference));
    const all = new Set([...before, ...after]);
    const undatedRows = [...all].reduce((sum, { undated }) => sum + undated, 0);
    const profiles = { reference, current, windows, leftOut: [], undatedRows };
    return judgeProfiles(project, { ...profiles, ...options });
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error;
    const remedy = error.isStopped ? TAKE_TIME : null;
    return { ...NOT_COMPARED, why: error.message, remedy };
  }
}

const TAKE_TIME = "Run `retrain-plan profile`, or raise `timeout_minutes` under `engines`";

async function pickTables(
  project: Project,
  engine: TableEngine,
  sets: readonly DataSet[],
  leaveOut: readonly string[],
): Promise<TableSource> {
  const names = new Set(sets.map(({ name }) => name));
  const tables: EngineTable[] = [];
  for (const table of nameTables(project)) {
    if (names.has(table.name)) tables.push(await openEngineTable(project, engine, table));
  }
  return { zone: project.zone, tables, leaveOut };
}
