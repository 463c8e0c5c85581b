import type { SourceConfig } from "../config/schema.ts";
import { type DayNumber, formatDay, formatInstant, parseDay, type Zone } from "../time/instant.ts";
import { startOfWeek, weekName } from "../time/week.ts";
import { type CountedSource, findFileTime } from "./counted-source.ts";
import { findSchemas } from "./dataset.ts";
import { buildTables } from "./datasets/table.ts";
import { fileType, formatName } from "./formats.ts";
import { countSources, type InventoryOptions, sumSources } from "./inventory.ts";
import type { ListedFile, Scan } from "./scan/schema.ts";
import type { Inventory } from "./schema.ts";
import { sinceDay } from "./since.ts";
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
    const scan = place(summary);
    return { ...scan, ...(weeks && { weeks: sumByWeek(scan.days) }) };
  }
  const { sources: all, place } = await countSources(sources, cwd, zone, options);
  const { sources: counted, since } =
    day === undefined ? { sources: all } : sinceDay(all, day, zone);
  const scan = place(await whole(counted));
  return {
    ...scan,
    ...(since !== undefined && { since }),
    ...(weeks && { weeks: sumByWeek(scan.days) }),
    ...(files && { file_list: counted.flatMap((source) => listFiles(source, zone)) }),
  };
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
  ...(["skip_rows", "records", "orient", "time_column", "time_format"] as const),
];

function listFiles(source: CountedSource, zone: Zone): ListedFile[] {
  const problems = new Map(source.problems.map(({ path, problem }) => [path, problem]));
  for (const { path, problem } of unreadFiles(source).map(noReader)) problems.set(path, problem);
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
