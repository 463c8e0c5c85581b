import { listTableSources, type TableConfig } from "../config/schema.ts";
import { EngineProblem, type EngineTime } from "../engine/engine.ts";
import type { EngineTable, Relation, TableColumn, TableEngine } from "../engine/table-engine.ts";
import { timeKind } from "../engine/trino-time.ts";
import { UserError } from "../errors.ts";
import type { CountedTable, TableCount } from "../inventory/counted-table.ts";
import { chooseTime, findWantedColumn, unclearNote } from "../inventory/time-column.ts";
import { TimeParser } from "../inventory/time-parser.ts";
import { onInterrupt } from "../runtime/interrupt.ts";
import { similarTo } from "../text/similar.ts";
import { parseAddress, type StoreScheme } from "../text/store-address.ts";
import { formatInstant } from "../time/instant.ts";
import { openStore } from "./open-store.ts";
import { openTrino } from "./open-trino.ts";
import type { Project } from "./project.ts";

/** A source that is a table or a query, by the name that the plan gives it. */
interface NamedTable {
  readonly name: string;
  readonly kind: TableKind;
  readonly config: TableConfig;
}

/** What counts a table: Trino, or DuckDB by the scheme of an address. */
export type TableKind = "trino" | StoreScheme;

/**
 * Has the tables and queries among the sources counted by the server on which they are. A server that cannot be
 * asked, or that fails, is the problem of each table.
 *
 * @throws UserError where a source names a column that its table has not
 */
export async function countTables(project: Project): Promise<CountedTable[]> {
  const tables = nameTables(project);
  const counted = new Map<NamedTable, CountedTable>();
  for (const kind of new Set(tables.map(({ kind }) => kind))) {
    await withTables(project, kind, async (engine) => {
      for (const table of tables.filter((each) => each.kind === kind)) {
        counted.set(table, await countTable(project, engine, table));
      }
    });
  }
  return tables.flatMap((table) => counted.get(table) ?? []);
}

/**
 * Opens the engine for one kind of table, shows how far its queries are, and cancels them on the server where the
 * process is interrupted.
 */
export async function withTables<T>(
  project: Project,
  kind: TableKind,
  work: (engine: TableEngine | { readonly problem: string }) => Promise<T>,
): Promise<T> {
  const { trino, stores, extensionPlace, terminal } = project;
  const { engines } = project.config;
  const { queryProgress } = await import("../render/query-progress.ts");
  const line = terminal === null ? null : queryProgress(terminal, () => performance.now());
  const engine =
    kind === "trino"
      ? await openTrino(engines.trino, trino, line?.update)
      : await openStore(engines.s3, stores, extensionPlace, kind, listAddresses(project, kind));
  const release = onInterrupt(() => {
    line?.clear();
    return "problem" in engine ? undefined : engine.interrupt();
  });
  try {
    return await work(engine);
  } finally {
    release();
    line?.clear();
    if (!("problem" in engine)) await engine.close();
  }
}

function listAddresses(project: Project, kind: TableKind): string[] {
  return nameTables(project).flatMap((table) =>
    table.kind === kind && table.config.path !== undefined ? [table.config.path] : [],
  );
}

/** The tables and queries of the configuration: a query is called so, and numbered where there are several. */
export function nameTables({ config }: Project): NamedTable[] {
  const tables = listTableSources(config.sources);
  const queries = tables.filter(({ sql, name }) => sql !== undefined && name === undefined);
  const taken = new Map<string, number>();
  return tables.map((table) => {
    const number = queries.length > 1 ? ` ${queries.indexOf(table) + 1}` : "";
    const name = table.name ?? table.table ?? table.path ?? `query${number}`;
    const times = (taken.get(name) ?? 0) + 1;
    taken.set(name, times);
    const kind = table.path === undefined ? "trino" : (parseAddress(table.path)?.scheme ?? "s3");
    return { name: times === 1 ? name : `${name} (${times})`, kind, config: table };
  });
}

/**
 * A table as the engine reads it.
 *
 * @throws EngineProblem, and UserError where a column is not there that its source names
 */
export async function openEngineTable(
  project: Project,
  engine: TableEngine,
  table: NamedTable,
): Promise<EngineTable & { readonly notes: readonly string[]; readonly unclear: string | null }> {
  const { config } = table;
  const relation: Relation =
    config.sql === undefined ? { table: config.table ?? config.path } : { sql: config.sql };
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
function judgeLook(columns: readonly TableColumn[], wanted: string): "times" | "unread" | "other" {
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
  engine: TableEngine | { readonly problem: string },
  table: NamedTable,
): Promise<CountedTable> {
  const { name, kind, config } = table;
  const { zone, now } = project;
  const { role = null, label = null } = config;
  const asked = config.sql ?? config.table ?? config.path ?? "";
  const server = "problem" in engine ? "not contacted" : engine.server;
  const at = formatInstant(now, zone);
  const facts = {
    name,
    role,
    label,
    countedBy: { engine: kind === "trino" ? kind : ("duckdb" as const), server, query: asked, at },
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
  engine: TableEngine,
  table: NamedTable,
): Promise<{ query: string; outcome: TableCount }> {
  const opened = await openEngineTable(project, engine, table);
  const { columns, time, notes, unclear } = opened;
  const { label } = table.config;
  const names = columns.map(({ name }) => name);
  const labelColumn =
    label === undefined ? null : findColumn(project, table, names, "label", label);
  const counted = await engine.survey(opened, project.zone, labelColumn);
  const { query, rows, days, range, unread, labels, stored } = counted;
  const timeColumn = time?.column ?? unclear;
  const facts = { columns, timeColumn, unreadTime: unread, range, days, labels, notes };
  const files = stored !== undefined && { stored };
  return { query, outcome: { samples: rows, ...facts, ...files } };
}
