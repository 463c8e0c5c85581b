import { formatDay, type Instant, type Zone } from "../time/instant.ts";
import {
  type CountedSource,
  describeEventTime,
  findFileTime,
  listDays,
  printed,
  type Range,
} from "./counted-source.ts";
import { columnChanges, type DatasetFile, differingFiles } from "./dataset.ts";
import { EventTimes } from "./event-times.ts";
import { byType, typeName } from "./formats.ts";
import type { Column } from "./reader.ts";
import type { Counted, Inventory, SourceInventory, Table } from "./schema.ts";
import type { SourceFile } from "./source.ts";
import { modifiedRange, type WalkedFile } from "./walked-file.ts";

/** Sums up the sources, together and each, with the tables that their files form. */
export function summarise(
  sources: readonly CountedSource[],
  zone: Zone,
  tables: readonly Table[] = [],
): Counted {
  const leftOut = new Map<string, number>();
  for (const [kind, n] of sources.flatMap((source) => [...source.leftOut])) {
    leftOut.set(kind, (leftOut.get(kind) ?? 0) + n);
  }
  const allTimes = new EventTimes();
  const each = sources.map((source) => {
    const times = new EventTimes();
    for (const file of source.files) {
      const time = findFileTime(source, file, zone);
      if (time === null) continue;
      times.add(time);
      allTimes.add(time);
    }
    return totals([source], times, zone);
  });
  const differing = differingFiles(sources.flatMap(filesWithColumns));
  // Of one source everything is said already.
  const all = sources.length === 1 ? each[0] : undefined;
  return {
    ...(all ?? totals(sources, allTimes, zone)),
    days: listDays(allTimes),
    types: countTypes(sources),
    sources: sources.map(
      (source, i): SourceInventory => ({
        name: source.config.name ?? source.config.path,
        path: source.config.path,
        ...(each[i] as ReturnType<typeof totals>),
      }),
    ),
    tables,
    problems: sources.flatMap((source) => source.problems),
    notes: [...sources.flatMap((source) => source.notes), ...differing],
    differing_files: differing.map(({ path }) => path),
    // Their days are looked up only where there are such files.
    column_changes: differing.length === 0 ? [] : changesIn(sources, zone),
    left_out: [...leftOut].sort().map(([kind, n]) => ({ kind, files: n })),
  };
}

function changesIn(sources: readonly CountedSource[], zone: Zone): Inventory["column_changes"] {
  const files = sources.flatMap((source) =>
    source.files.flatMap((file) => {
      const columns = columnsIn(source, file);
      return columns === null ? [] : { file, columns, source };
    }),
  );
  const changes = columnChanges(files, ({ file, source }) => {
    const time = findFileTime(source, file, zone);
    if (time === null) return null;
    const earliest = zone.dayOf(time.earliest);
    // Of samples whose days are not known, any may be the first.
    return { earliest, latest: time.days.size > 0 ? earliest : zone.dayOf(time.latest) };
  });
  return changes.map(({ since, ...of }) => ({
    since: since && { earliest: formatDay(since.earliest), latest: formatDay(since.latest) },
    ...of,
  }));
}

/** The columns of the files that hold samples and have columns. */
export function filesWithColumns(source: CountedSource): DatasetFile[] {
  const known: DatasetFile[] = [];
  for (const file of source.files) {
    const columns = columnsIn(source, file);
    if (columns !== null) known.push({ file, columns });
  }
  return known;
}

/** An empty file has no say in what the columns are. */
function columnsIn({ counts }: CountedSource, file: SourceFile): readonly Column[] | null {
  const count = counts.get(file);
  return count !== undefined && count.samples > 0 ? count.columns : null;
}

function totals(sources: readonly CountedSource[], times: EventTimes, zone: Zone) {
  const walked: WalkedFile[] = [];
  const commits: Instant[] = [];
  let [files, bytes, counted, unlisted, uncounted] = [0, 0, 0, 0, 0];
  for (const source of sources) {
    unlisted += source.unlisted;
    uncounted += source.unlisted;
    for (const file of source.files) {
      const committed = source.committed?.findTime(file);
      if (committed === undefined) walked.push(file.walked);
      else if (committed !== null) commits.push(committed);
      files++;
      bytes += file.sizeBytes;
      const count = source.counts.get(file);
      if (count === undefined) uncounted++;
      else counted += count.samples;
    }
  }
  const modified = withCommits(modifiedRange(walked), commits);
  return {
    files,
    bytes,
    samples: { counted, undated: counted - times.dated, unlisted, uncounted_files: uncounted },
    modified: modified && printed(modified, zone),
    event_time: describeEventTime(times, zone),
  };
}

function withCommits(modified: Range | null, commits: readonly Instant[]): Range | null {
  if (commits.length === 0) return modified;
  let { earliest, latest } = modified ?? { earliest: Infinity, latest: -Infinity };
  for (const at of commits) {
    earliest = Math.min(earliest, at);
    latest = Math.max(latest, at);
  }
  return { earliest, latest };
}

function countTypes(sources: readonly CountedSource[]): Inventory["types"] {
  const types = new Map<string, Inventory["types"][number]>();
  for (const { files, counts } of sources) {
    for (const file of files) {
      const extension = typeName(file);
      const type = types.get(extension) ?? { extension, files: 0, bytes: 0, samples: null };
      const count = counts.get(file);
      type.files++;
      type.bytes += file.sizeBytes;
      if (count !== undefined) type.samples = (type.samples ?? 0) + count.samples;
      types.set(extension, type);
    }
  }
  return [...types.values()].sort((a, b) => byType(a.extension, b.extension));
}
