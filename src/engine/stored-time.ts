import { parseInstant, type Zone } from "../time/instant.ts";
import type { Connection } from "./duckdb-connection.ts";
import type { FileTable } from "./duckdb-tables.ts";
import { type EngineFile, EngineProblem, type EngineTime } from "./engine.ts";
import { quoteText } from "./quote.ts";
import type { TableSurvey } from "./table-engine.ts";

/**
 * Adds to files how their time column is read.
 *
 * @throws EngineProblem if only some of the files have times with a zone
 */
export async function prepareTime(
  connection: Connection,
  files: readonly EngineFile[],
  time: EngineTime | null,
): Promise<EngineFile[]> {
  if (time === null || files.some(({ lake }) => lake !== undefined)) return [...files];
  const paths = files.map(({ path }) => quoteText(path)).join(", ");
  const isOld = `type = 'INT96' or (converted_type like 'TIMESTAMP%' and logical_type is null)`;
  const forms = await connection.query(
    `select distinct coalesce(${isOld}, false) from parquet_schema([${paths}]) where name = ${quoteText(time.column)}`,
  );
  if (forms.length > 1) {
    throw new EngineProblem(`"${time.column}" has times with and without a zone`);
  }
  const columns = forms[0]?.[0] === true ? [{ name: time.column, type: "INT96" }] : [];
  return files.map((file) => ({ ...file, columns }));
}

/** The first and the last time in a column, or one of its texts if it has no times. */
export async function findTimeRange(
  connection: Connection,
  { from, day, time: column }: FileTable,
  time: EngineTime | null,
  zone: Zone,
): Promise<Pick<TableSurvey, "range" | "unread">> {
  if (column === null || time === null) return { range: null, unread: null };
  const { sql, isText, isInstant } = column;
  // Texts of one day are in the order of their times as far as that matters: both are of that day.
  const [value, group] = isText
    ? [`cast(${sql} as varchar)`, `group by ${day}`]
    : [sql, "having count(*) > 0"];
  const rows = await connection.query(
    `select cast(min(${value}) as varchar), cast(max(${value}) as varchar) from ${from} where ${day} is not null ${group}`,
  );
  const read = (text: string) =>
    isText
      ? time.readTime(text)
      : parseInstant(isInstant ? `${text.replace(/\+00$/, "")}Z` : text, zone);
  let [earliest, latest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of (rows as string[][]).flat().map((text) => read(text) ?? Number.NaN)) {
    earliest = Math.min(earliest, at);
    latest = Math.max(latest, at);
  }
  if (rows.length > 0) {
    return { range: Number.isNaN(earliest) ? null : { earliest, latest }, unread: null };
  }
  const [[unread] = []] = await connection.query(
    `select cast(any_value(${sql}) as varchar) from ${from}`,
  );
  return { range: null, unread: (unread as string | null | undefined) ?? null };
}
