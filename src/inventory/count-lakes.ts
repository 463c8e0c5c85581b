import { thousands } from "../text/quantity.ts";
import { type DayNumber, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { CountedSource } from "./counted-source.ts";
import type { LakeFormat } from "./formats.ts";
import type { DataFile, FileCount } from "./reader.ts";
import type { SourceFile } from "./source.ts";

/** A folder of Delta or Iceberg in a source. */
export interface Lake {
  readonly format: LakeFormat;
  /** As its files' paths begin. */
  readonly folder: string;
  readonly files: readonly SourceFile[];
}

/** The rows of each file that a table still holds; a file that is not there has none. */
export type LakeRows = ReadonlyMap<SourceFile, HeldRows>;

export interface HeldRows {
  readonly rows: number;
  /** Of rows whose day is known. */
  readonly days: ReadonlyMap<DayNumber, number>;
}

/** Asks a table's engine which rows the table holds, or says why it cannot. */
export type LakeCounter = (
  source: CountedSource,
  lake: Lake,
) => Promise<LakeRows | { readonly problem: string }>;

/** The tables of a source, each file in the innermost. */
export function listLakes({ lakes, files }: Pick<CountedSource, "lakes" | "files">): Lake[] {
  if (lakes.size === 0) return [];
  const rest = new Set(files);
  const inside = [...lakes].sort(([a], [b]) => b.length - a.length);
  return inside.flatMap(([folder, format]) => {
    const own = [...rest].filter(({ path }) => isBelow(folder, path));
    for (const file of own) rest.delete(file);
    return own.length === 0 ? [] : [{ format, folder, files: own }];
  });
}

function isBelow(folder: string, path: string): boolean {
  return folder === "." || path.startsWith(`${folder}/`);
}

/**
 * The source with the rows that its tables hold in the place of all rows of their files, where an engine can tell.
 * Labels are read from the files, so that a table with a label stays as it is.
 */
export async function countLakes(
  source: CountedSource,
  count: LakeCounter | null,
  zone: Zone,
): Promise<CountedSource> {
  const lakes = source.config.sample === "file" ? [] : listLakes(source);
  if (lakes.length === 0) return source;
  const counts = new Map<DataFile, FileCount>(source.counts);
  const countedLakes = new Set<string>();
  const notes = [...source.notes];
  for (const lake of lakes) {
    const { format, folder, files } = lake;
    // Of a source that is one file of a table, the remark is about the file.
    const path = files[0]?.path === source.config.path ? source.config.path : folder;
    const held = count === null ? NOT_ASKED : await askEngine(source, lake, count);
    if ("problem" in held) {
      const note = `${format} table: only a maximum is known, since its files may still hold deleted rows; ${held.problem}`;
      notes.push({ path, note });
      continue;
    }
    countedLakes.add(folder);
    let [all, left] = [0, 0];
    for (const file of files) {
      const own = source.counts.get(file);
      if (own === undefined) continue;
      const rows = held.get(file) ?? NONE;
      counts.set(file, withHeldRows(own, rows, zone));
      all += own.samples;
      left += rows.rows;
    }
    const note = `${format} table: DuckDB counted ${thousands(left)} rows; its files hold ${thousands(all)}`;
    notes.push({ path, note });
  }
  return { ...source, counts, countedLakes, notes };
}

const NOT_ASKED = { problem: "no engine counted it" };

async function askEngine(source: CountedSource, lake: Lake, count: LakeCounter) {
  if (source.config.label !== undefined) {
    return { problem: "labels are read from its files, which hold deleted rows too" };
  }
  const odd = source.problems.find(({ path }) => isBelow(lake.folder, path));
  if (odd !== undefined) return { problem: `${odd.path}: ${odd.problem}` };
  return count(source, lake);
}

const NONE: HeldRows = { rows: 0, days: new Map() };

function withHeldRows(all: FileCount, { rows, days }: HeldRows, zone: Zone): FileCount {
  const { eventTime: time } = all;
  if (time === null || days.size === 0) return { ...all, samples: rows, eventTime: null };
  const order = [...days.keys()].sort((a, b) => a - b) as [DayNumber, ...DayNumber[]];
  const dated = [...days.values()].reduce((sum, n) => sum + n, 0);
  // The first or last row may be one that the table has deleted.
  const keep = (instant: number, day: DayNumber) =>
    zone.dayOf(instant) === day ? instant : zone.fromLocal(day * MICROS_PER_DAY);
  return {
    ...all,
    samples: rows,
    eventTime: {
      ...time,
      days,
      untimed: rows - dated,
      earliest: keep(time.earliest, order[0]),
      latest: keep(time.latest, order.at(-1) as DayNumber),
    },
  };
}
