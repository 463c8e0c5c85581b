import { listTableSources, type TableConfig } from "../config/schema.ts";
import { EngineProblem, type EngineTime } from "../engine/engine.ts";
import type { TrinoEngine } from "../engine/trino.ts";
import type { TrinoColumn } from "../engine/trino-query.ts";
import type { EngineTable, Relation } from "../engine/trino-tables.ts";
import { timeKind } from "../engine/trino-time.ts";
import { UserError } from "../errors.ts";
import type { CountedTable, TableCount } from "../inventory/counted-table.ts";
import { chooseTime, findWantedColumn, unclearNote } from "../inventory/time-column.ts";
import { TimeParser } from "../inventory/time-parser.ts";
import { onInterrupt } from "../runtime/interrupt.ts";
import { similarTo } from "../text/similar.ts";
import { formatInstant } from "../time/instant.ts";
import { openTrino } from "./open-trino.ts";
import type { Project } from "./project.ts";

/** A source that is a table or a query, by the name that the plan gives it. */
interface NamedTable {
  readonly name: string;
  readonly config: TableConfig;
}

/**
 * Has the tables and queries among the sources counted by the server on which they are. A server that cannot be
 * asked, or that fails, is the problem of each table.
 *
 * @throws UserError where a source names a column that its table has not
 */
export async function countTables(project: Project): Promise<CountedTable[]> {
  const tables = nameTables(project);
  if (tables.length === 0) return [];
  return withTrino(project, async (engine) => {
    const counted: CountedTable[] = [];
    for (const table of tables) counted.push(await countTable(project, engine, table));
    return counted;
  });
}

/**
 * Opens the engine, shows how far its queries are, and cancels them on the server where the process is
 * interrupted.
 */
export async function withTrino<T>(
  { config, trino, terminal }: Project,
  work: (engine: TrinoEngine | { readonly problem: string }) => Promise<T>,
): Promise<T> {
  const { queryProgress } = await import("../render/query-progress.ts");
  const line = terminal === null ? null : queryProgress(terminal, () => performance.now());
  const engine = await openTrino(config.engines.trino, trino, line?.update);
  const release = onInterrupt(() => {
    line?.clear();
    return "problem" in engine ? undefined : engine.interrupt();
  });
  try {
    return await work(engine);
  } finally {
    release();
    line?.clear();
  }
}

/** The tables and queries of the configuration: a query is called so, and numbered where there are several. */
export function nameTables({ config }: Project): NamedTable[] {
  const tables = listTableSources(config.sources);
  const queries = tables.filter(({ sql, name }) => sql !== undefined && name === undefined);
  const taken = new Map<string, number>();
  return tables.map((table) => {
    const number = queries.length > 1 ? ` ${queries.indexOf(table) + 1}` : "";
    const name = table.name ?? table.table ?? `query${number}`;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    return { name: times === 1 ? name : `${name} (${times})`, config: table };
  });
}

/**
 * A table as the engine reads it.
 *
 * @throws EngineProblem, and UserError where a column is not there that its source names
 */
export async function openEngineTable(
  project: Project,
  engine: TrinoEngine,
  table: NamedTable,
): Promise<EngineTable & { readonly notes: readonly string[]; readonly unclear: string | null }> {
  const { config } = table;
  const relation: Relation =
    config.sql === undefined ? { table: config.table } : { sql: config.sql };
  const columns = await engine.listColumns(relation);
  const names = columns.map(({ name }) => name);
  const { time_column: wanted, time_format: format } = config;
  const chosen =
    wanted === undefined
      ? chooseTime(names, (name) => judgeLook(columns, name))
      : { column: findColumn(project, table, names, "time_column", wanted) };
  const isUnclear = chosen !== undefined && "unclear" in chosen;
  const unclear = isUnclear ? chosen.unclear.join(" or ") : null;
  const notes = isUnclear ? [unclearNote(chosen.unclear)] : [];
  const column = chosen === undefined || isUnclear ? null : chosen.column;
  const parser = new TimeParser(project.zone, format);
  const time: EngineTime | null =
    column === null
      ? null
      : {
          column,
          ...(format !== undefined && { format }),
          readTime: (text) => parser.instantOfText(text),
        };
  return { relation, columns, time, notes, unclear };
}

/** A text may hold times: that is seen when it is read. Numbers with a name for times may be anything. */
function judgeLook(columns: readonly TrinoColumn[], wanted: string): "times" | "unread" | "other" {
  const kind = timeKind(columns.find(({ name }) => name === wanted)?.type ?? "");
  if (kind === "text") return "unread";
  return kind === null || kind === "number" ? "other" : "times";
}

function findColumn(
  { placeOf, config: { sources = [] } }: Project,
  { name, config }: NamedTable,
  names: readonly string[],
  key: "time_column" | "label",
  wanted: string,
): string {
  const found = findWantedColumn(names, wanted);
  if (found !== undefined) return found;
  const at = sources.findIndex((source) => (source as unknown) === config);
  const place = placeOf === undefined ? "" : `${placeOf(["sources", at, key])}: `;
  const near = similarTo(wanted, names);
  const perhaps = near === undefined ? "" : `, perhaps ${JSON.stringify(near)}`;
  throw new UserError(
    `${place}${name} has no column ${JSON.stringify(wanted)}${perhaps}; there are ${names.slice(0, MOST_NAMES).join(", ")}`,
    { hint: `correct \`${key}\`, or remove it` },
  );
}

const MOST_NAMES = 20;

async function countTable(
  project: Project,
  engine: TrinoEngine | { readonly problem: string },
  table: NamedTable,
): Promise<CountedTable> {
  const { name, config } = table;
  const { zone, now } = project;
  const { role = null, label = null } = config;
  const asked = config.sql ?? config.table ?? "";
  const server = "problem" in engine ? "not contacted" : engine.server;
  const at = formatInstant(now, zone);
  const facts = {
    name,
    role,
    label,
    countedBy: { engine: "trino" as const, server, query: asked, at },
  };
  if ("problem" in engine) return { ...facts, outcome: engine };
  try {
    const { query, outcome } = await survey(project, engine, table);
    return { ...facts, countedBy: { ...facts.countedBy, query }, outcome };
  } catch (error) {
    if (error instanceof EngineProblem) return { ...facts, outcome: { problem: error.message } };
    throw error;
  }
}

async function survey(
  project: Project,
  engine: TrinoEngine,
  table: NamedTable,
): Promise<{ query: string; outcome: TableCount }> {
  const opened = await openEngineTable(project, engine, table);
  const { columns, time, notes, unclear } = opened;
  const { label } = table.config;
  const names = columns.map(({ name }) => name);
  const labelColumn =
    label === undefined ? null : findColumn(project, table, names, "label", label);
  const counted = await engine.survey(opened, project.zone, labelColumn);
  const { query, rows, days, range, unread, labels } = counted;
  const timeColumn = time?.column ?? unclear;
  const facts = { columns, timeColumn, unreadTime: unread, range, days, labels, notes };
  return { query, outcome: { samples: rows, ...facts } };
}
