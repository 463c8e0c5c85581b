import type { DayRange, EngineFile, EngineSource, LakeTable } from "../engine/engine.ts";
import { type CountedSource, pathBelow } from "../inventory/counted-source.ts";
import type { TableFiles } from "../inventory/datasets/table.ts";
import { type FormatName, formatName } from "../inventory/formats.ts";
import { partitionValues } from "../inventory/partition-values.ts";
import { readExtension } from "../inventory/read-options.ts";
import type { EventTime, FileCount } from "../inventory/reader.ts";
import type { SourceFile } from "../inventory/source.ts";
import { TimeParser } from "../inventory/time-parser.ts";
import type { Zone } from "../time/instant.ts";
import { findPathDate } from "../time/path-date.ts";

/** A source, and the files of the data sets that are not in it. */
export interface FoundSource extends EngineSource {
  readonly leftOut: readonly LeftOutFile[];
}

export interface LeftOutFile {
  /** Within the project. */
  readonly path: string;
  /** A clause: "has no day". */
  readonly why: string;
}

/** Files of data sets as an engine reads them: as they were counted, by the first of their time columns. */
export function toEngineSource(
  tables: readonly TableFiles[],
  zone: Zone,
  leaveOut: readonly string[],
): FoundSource {
  const files: EngineFile[] = [];
  const leftOut: LeftOutFile[] = [];
  let time: TimeColumn | undefined;
  for (const { name, source, files: own, lake } of tables) {
    if (lake?.isCounted === false) {
      const why = `belongs to ${lake.format}: its files may still hold deleted rows`;
      leftOut.push({ path: name, why });
      continue;
    }
    for (const file of own) {
      const taken = toEngineFile(source, file, lake);
      const { path } = file;
      if ("why" in taken) {
        leftOut.push({ path, why: taken.why });
        continue;
      }
      time ??= taken.column === null ? undefined : taken;
      if (taken.column === null || isAlike(taken, time)) files.push(taken.file);
      else leftOut.push({ path, why: "has its event time in another column or form" });
    }
  }
  if (time === undefined) return { files, leftOut, time: null, zone, leaveOut };
  const { column, timeFormat: format } = time;
  const parser = new TimeParser(zone, format);
  return {
    files,
    leftOut,
    time: {
      column: column as string,
      ...(format !== undefined && { format }),
      readTime: (text) => parser.instantOfText(text),
    },
    zone,
    leaveOut,
  };
}

type TimeColumn = Pick<Taken, "column" | "timeFormat">;

function isAlike(a: TimeColumn, b: TimeColumn | undefined): boolean {
  return a.column === b?.column && a.timeFormat === b.timeFormat;
}

interface Taken {
  readonly file: EngineFile;
  readonly column: string | null;
  readonly timeFormat: string | undefined;
}

function findRange({ days }: EventTime): DayRange {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of days.keys()) {
    first = Math.min(first, day);
    last = Math.max(last, day);
  }
  return { first, last };
}

/** As a clause names a file of a format. */
const UNREAD_FORMATS: Readonly<Record<string, string>> = {
  arrow: "an Arrow file",
  xlsx: "a workbook",
  sqlite: "a database of SQLite",
  avro: "an Avro file",
  npy: "an array of NumPy",
  tfrecord: "a file of TensorFlow's records",
  webdataset: "an archive of files",
};

function isReadByEngines(format: FormatName | null): format is EngineFile["format"] {
  return format === "csv" || format === "json" || format === "jsonl" || format === "parquet";
}

function toEngineFile(
  source: CountedSource,
  file: SourceFile,
  lake: TableFiles["lake"],
): Taken | { why: string } {
  const count = source.counts.get(file);
  if (count === undefined) return { why: "could not be counted" };
  const { location, compression, walked } = file;
  if (typeof location !== "string") return { why: "has a name that is not UTF-8" };
  const format = formatName(readExtension(file, source.config));
  if (!isReadByEngines(format)) {
    const what = format === null ? "no table" : (UNREAD_FORMATS[format] ?? format);
    return { why: `is ${what}, which DuckDB does not read` };
  }
  const { eventTime, columns, samples, reading = {} } = count;
  const date = eventTime === null ? findPathDate(pathBelow(source, file)) : null;
  const isDay = date !== null && date.first === date.last;
  if (eventTime === null && !isDay && samples > 0 && lake === undefined) {
    return { why: "has no day" };
  }
  if (compression === "zip") return { why: "lies in an archive" };
  if (reading.format === "ssv") return { why: "has columns that runs of blanks separate" };
  const timeFormat = reading.time_format;
  return {
    column: eventTime?.column ?? null,
    timeFormat: typeof timeFormat === "string" ? timeFormat : source.config.time_format,
    file: {
      path: location,
      name: file.path,
      format,
      compression,
      samples,
      dated: eventTime === null ? samples : samples - eventTime.untimed,
      columns: [...(columns ?? []), ...(lake ? partitionColumns(lake, file.path) : [])],
      reading,
      ...(lake === undefined && { partition: readPartition(pathBelow(source, file), columns) }),
      ...(isDay && { day: date.first }),
      ...(eventTime !== null && { days: findRange(eventTime) }),
      ...(lake && { lake: toLakeTable(lake, location, file.path) }),
      stamp: {
        sizeBytes: walked.sizeBytes,
        modifiedMs: walked.modifiedMs,
        changedMs: walked.changedMs,
        inode: walked.inode,
      },
    },
  };
}

/** The columns that are folders and not in the file, but for dates: windows differ in these by definition. */
function readPartition(path: string, columns: FileCount["columns"]) {
  const own = new Set(columns?.map(({ name }) => name));
  const values = partitionValues(path).filter(({ name, isDate }) => !isDate && !own.has(name));
  return new Map(values.map(({ name, value }) => [name, value]));
}

/** The columns by which a table has its files in folders: they are not in the files. */
function partitionColumns({ folder }: NonNullable<TableFiles["lake"]>, path: string) {
  const below = path.slice(folder === "." ? 0 : folder.length + 1).split("/");
  return below.slice(0, -1).flatMap((part) => {
    const at = part.indexOf("=");
    return at <= 0 ? [] : [{ name: part.slice(0, at), type: null }];
  });
}

/** @param location of a file of the table, which ends as its path does */
function toLakeTable(
  { format, folder }: NonNullable<TableFiles["lake"]>,
  location: string,
  path: string,
): LakeTable {
  const below = folder === "." ? path : path.slice(folder.length + 1);
  return { format, folder: location.slice(0, -below.length - 1) };
}
