import type { SourceConfig } from "../config/schema.ts";
import { type DayNumber, formatDay, formatInstant, parseDay, type Zone } from "../time/instant.ts";
import { startOfWeek, weekName } from "../time/week.ts";
import { type CountedSource, findFileTime } from "./counted-source.ts";
import { type CountedTable, sinceTableDay } from "./counted-table.ts";
import { findSchemas } from "./dataset.ts";
import { buildTables } from "./datasets/table.ts";
import { fileType, formatName } from "./formats.ts";
import { countSources, type InventoryOptions, sumSources } from "./inventory.ts";
import type { ListedFile, Scan } from "./scan/schema.ts";
import type { Inventory } from "./schema.ts";
import { type SinceSums, sinceDay } from "./since.ts";
import { filesWithColumns, summarise } from "./summarise.ts";
import { noReader, unreadFiles } from "./unread-types.ts";

/** Options of a scan beyond those of an inventory. */
export interface ScanOptions extends InventoryOptions {
  /** Leave out what is known to have happened before this day of the zone's calendar. */
  readonly since?: DayNumber | undefined;
  /** Sum the days by ISO weeks, too. */
  readonly weeks?: boolean | undefined;
  /** List each file. */
  readonly files?: boolean | undefined;
}

/**
 * An inventory with the schemas of its sources and, where asked for, its weeks and each of its files.
 * Arguments and errors are those of `takeInventory`.
 */
export async function takeScan(
  sources: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
  { since: day, weeks, files, ...options }: ScanOptions = {},
): Promise<Scan> {
  const whole = (counted: readonly CountedSource[]) => withSchemas(counted, zone);
  if (day === undefined && !files) {
    const { summary, place } = await sumSources("scan", whole, sources, cwd, zone, options);
    const scan = withTableSchemas(place(summary), options.tables);
    return { ...scan, ...(weeks && { weeks: sumByWeek(scan.days) }) };
  }
  const { tables: old = [] } = options;
  const recent = day === undefined ? null : sinceTables(old, day, zone);
  const tables = recent?.tables ?? old;
  const { sources: all, place } = await countSources(sources, cwd, zone, { ...options, tables });
  const { sources: counted, since } =
    day === undefined ? { sources: all } : sinceDay(all, day, zone, recent?.since);
  const scan = withTableSchemas(place(await whole(counted)), tables);
  return {
    ...scan,
    ...(since !== undefined && { since }),
    ...(weeks && { weeks: sumByWeek(scan.days) }),
    ...(files && { file_list: counted.flatMap((source) => listFiles(source, zone)) }),
  };
}

/** The tables of servers without their old rows, and what that leaves out. */
function sinceTables(
  all: readonly CountedTable[],
  day: DayNumber,
  zone: Zone,
): { tables: CountedTable[]; since: SinceSums } {
  const since = { samples: 0, unknown: 0, left_out: { samples: 0, files: 0 } };
  const tables = all.map((each) => {
    const { table, known, leftOut } = sinceTableDay(each, day, zone);
    since.samples += known;
    since.left_out.samples += leftOut;
    since.unknown += "problem" in table.outcome ? 0 : table.outcome.samples - known;
    return table;
  });
  return { tables, since };
}

/** A table of a server has one schema, which its sums beside those of files lack. */
function withTableSchemas<S extends Pick<Scan, "sources">>(
  scan: S,
  tables: readonly CountedTable[] = [],
): S {
  if (tables.length === 0) return scan;
  const first = scan.sources.length - tables.length;
  const sources = scan.sources.map((source, i) => {
    const table = tables[i - first];
    if (table === undefined) return source;
    const { name, outcome } = table;
    const columns = "problem" in outcome ? [] : outcome.columns.map((column) => ({ ...column }));
    const schema = { data_sets: [name], files: 0, columns, differing: [] };
    return { ...source, schemas: "problem" in outcome ? [] : [schema] };
  });
  return { ...scan, sources };
}

async function withSchemas(counted: readonly CountedSource[], zone: Zone) {
  const inventory = summarise(counted, zone, await buildTables(counted, zone));
  return {
    ...inventory,
    sources: inventory.sources.map((source, i) => ({
      ...source,
      schemas: findSchemas(filesWithColumns(counted[i] as CountedSource)),
    })),
  };
}

function sumByWeek(days: Inventory["days"]): NonNullable<Scan["weeks"]> {
  const weeks = new Map<DayNumber, number>();
  for (const { day, samples } of days) {
    const monday = startOfWeek(parseDay(day));
    weeks.set(monday, (weeks.get(monday) ?? 0) + samples);
  }
  return [...weeks].map(([monday, samples]) => ({
    week: weekName(monday),
    from: formatDay(monday),
    to: formatDay(monday + 6),
    samples,
  }));
}

/** The keys of a source that say how its files are read. */
const STATED = [
  ...(["format", "encoding", "delimiter", "quote", "escape", "comment", "header"] as const),
  ...(["skip_rows", "records", "orient", "table", "time_column", "time_format"] as const),
];

function listFiles(source: CountedSource, zone: Zone): ListedFile[] {
  const problems = new Map(source.problems.map(({ path, problem }) => [path, problem]));
  for (const file of unreadFiles(source)) {
    problems.set(file.path, noReader(file, source.reasons?.get(file)).problem);
  }
  return source.files.map((file) => {
    const { path, sizeBytes } = file;
    const count = source.counts.get(file);
    const time = findFileTime(source, file, zone);
    return {
      path,
      format: formatName(fileType(path).extension),
      bytes: sizeBytes,
      samples: count?.samples ?? null,
      event_time: time && {
        earliest: formatInstant(time.earliest, zone),
        latest: formatInstant(time.latest, zone),
        source: time.source,
      },
      problem: count === undefined ? (problems.get(path) ?? null) : null,
      doubtful: count?.doubtful ?? 0,
      reading: (count?.reading as ListedFile["reading"]) ?? null,
      stated: STATED.filter((key) => source.config[key] !== undefined),
    };
  });
}
