import type { DayNumber, Instant, Zone } from "../time/instant.ts";
import { type DayRange, EngineProblem, type EngineTime } from "./engine.ts";
import type { Field } from "./field.ts";
import { quoteName, quoteText } from "./quote.ts";
import type { DatedTable } from "./survey-table.ts";
import type { EngineTable, Relation, TableColumn } from "./table-engine.ts";
import type { TrinoClient } from "./trino-client.ts";
import { fieldType } from "./trino-sql.ts";
import {
  dayOfEpoch,
  dayOfInstant,
  dayOfLocal,
  epochUnit,
  parseWritten,
  type TimeKind,
  timeKey,
  timeKind,
  withinDays,
} from "./trino-time.ts";
import { listOffsets, type Offset } from "./zone-offsets.ts";

/** A table of whose rows those of some days can be chosen. A name that several columns have cannot be asked for. */
export interface OpenTable extends DatedTable {
  /** The rows of some days, as a condition. */
  within(window: DayRange): string;
}

/**
 * The rows of a table or a query as what stands behind `from`. A query keeps lines of its own, so that the
 * positions in errors can be told.
 *
 * @example relationSql({ table: "lake.churn.events" }) // '"lake"."churn"."events"'
 */
export function relationSql(relation: Relation): string {
  if ("sql" in relation) return `(\n${relation.sql}\n)`;
  const parts = relation.table.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  const names = parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  return names.map(quoteName).join(".");
}

/**
 * @throws EngineProblem where the time column is not there, or its values cannot be read as times
 */
export async function openTable(
  client: TrinoClient,
  { relation, columns, time }: EngineTable,
  zone: Zone,
): Promise<OpenTable> {
  const from = `${relationSql(relation)} as rows_of_table`;
  const names = columns.map(({ name }) => name);
  const fields = new Map<string, Field>();
  for (const { name, type } of columns) {
    const isOnly = names.indexOf(name) === names.lastIndexOf(name);
    fields.set(name, { sql: quoteName(name), type: isOnly ? fieldType(type) : "other" });
  }
  const days = await openTime(client, from, time, columns, zone);
  return {
    from,
    fields,
    day: days.day,
    range: days.range,
    unread: days.unread ?? null,
    within(window) {
      const exact = `${days.day} between ${window.first} and ${window.last}`;
      const rough =
        days.kind === null ? null : withinDays(quoteName(days.column), days.kind, window);
      return rough === null ? exact : `${rough} and ${exact}`;
    },
  };
}

interface Days extends Pick<OpenTable, "day" | "range"> {
  readonly column: string;
  readonly kind: TimeKind | null;
  readonly unread?: string | null;
}

async function openTime(
  client: TrinoClient,
  from: string,
  time: EngineTime | null,
  columns: readonly TableColumn[],
  zone: Zone,
): Promise<Days> {
  if (time === null) return { column: "", kind: null, day: "cast(null as bigint)", range: null };
  const { column } = time;
  const type = columns.find(({ name }) => name === column)?.type ?? "";
  const kind = timeKind(type);
  if (kind === null)
    throw new EngineProblem(`"${column}" is of type ${type}, which holds no times`);
  const sql = quoteName(column);
  if (kind === "text") return { column, kind, ...(await openTexts(client, from, time, zone)) };
  if (kind === "number") {
    const isWhole = fieldType(type) === "whole";
    return { column, kind, ...(await openNumbers(client, from, time, zone, isWhole)) };
  }
  const written = kind === "instant" ? (of: string) => `${of} at time zone 'UTC'` : null;
  const [least, most] = await askRange(client, from, sql, written ?? ((of) => of));
  if (least === null || most === null) return { column, kind, day: dayOfLocal(sql), range: null };
  const [earliest, latest] = [parseWritten(least, zone), parseWritten(most, zone)];
  const range = Number.isNaN(earliest + latest) ? null : { earliest, latest };
  const day =
    kind === "instant"
      ? dayOfInstant(sql, listKnownOffsets(zone, earliest, latest))
      : dayOfLocal(sql);
  return { column, kind, day, range };
}

function listKnownOffsets(zone: Zone, earliest: Instant, latest: Instant): Offset[] {
  return zone.name === "UTC" || Number.isNaN(earliest + latest)
    ? []
    : listOffsets(zone, earliest, latest);
}

async function askRange(
  client: TrinoClient,
  from: string,
  sql: string,
  express: (aggregate: string) => string,
): Promise<[string | null, string | null]> {
  const [least, most] = ["min", "max"].map(
    (name) => `cast(${express(`${name}(${sql})`)} as varchar)`,
  );
  const { rows } = await client.query(`select ${least}, ${most} from ${from}`);
  return (rows[0] ?? [null, null]) as [string | null, string | null];
}

async function openNumbers(
  client: TrinoClient,
  from: string,
  { column, format }: EngineTime,
  zone: Zone,
  isWhole: boolean,
): Promise<Pick<Days, "day" | "range">> {
  const sql = quoteName(column);
  const finite = isWhole ? sql : `case when is_finite(cast(${sql} as double)) then ${sql} end`;
  const range = (await askRange(client, from, finite, (of) => of)).map((text) =>
    text === null ? null : Number(text),
  );
  const [least = null, most = null] = range;
  if (least === null || most === null) return { day: "cast(null as bigint)", range: null };
  if (format === "epoch_days") {
    const day = isWhole
      ? `cast(${sql} as bigint)`
      : `cast(floor(cast(${sql} as double)) as bigint)`;
    const at = (days: number) => zone.fromLocal(Math.floor(days) * 86_400_000_000);
    return { day, range: { earliest: at(least), latest: at(most) } };
  }
  const unit = epochUnit(format, least, most);
  if (unit === null) {
    throw new EngineProblem(
      format === undefined
        ? `"${column}" holds numbers from ${least} to ${most}: state \`time_format\`, such as epoch_ms`
        : `"${column}" holds numbers, which are not read as ${format}: make times of them with \`sql\``,
    );
  }
  const [earliest, latest] = [least, most].map((at) => (at / unit) * 1e6) as [Instant, Instant];
  const offsets = listKnownOffsets(zone, earliest, latest);
  return { day: dayOfEpoch(sql, isWhole, unit, offsets), range: { earliest, latest } };
}

async function openTexts(
  client: TrinoClient,
  from: string,
  { column, format, readTime }: EngineTime,
  zone: Zone,
): Promise<Pick<Days, "day" | "range" | "unread">> {
  const sql = quoteName(column);
  const key = timeKey(sql, format);
  const { rows } = await client.query(
    `select k, min(t), max(t) from (select ${key} as k, cast(${sql} as varchar) as t from ${from}) where k is not null group by k limit ${MOST_KEYS + 1}`,
  );
  if (rows.length > MOST_KEYS) {
    throw new EngineProblem(
      `"${column}" holds too many times that differ as text: make a timestamp of it with \`sql\``,
    );
  }
  const days: [string, DayNumber][] = [];
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [text, least, most] of rows as [string, string, string][]) {
    const instant = readTime(text);
    if (Number.isNaN(instant)) continue;
    days.push([text, zone.dayOf(instant)]);
    // Of one key are times of one day: those that its first and its last text tell.
    for (const at of [readTime(least), readTime(most)]) {
      earliest = Math.min(earliest, at);
      latest = Math.max(latest, at);
    }
  }
  const unread = (rows[0]?.[0] as string | undefined) ?? null;
  if (days.length === 0) return { day: "cast(null as bigint)", range: null, unread };
  const keys = days.map(([text]) => quoteText(text)).join(", ");
  const known = `map(array[${keys}], array[${days.map(([, day]) => day).join(", ")}])`;
  return { day: `element_at(${known}, ${key})`, range: { earliest, latest } };
}

/** A query may have a million characters. */
const MOST_KEYS = 10_000;
