import { bytes, count } from "../text/quantity.ts";
import {
  type DayNumber,
  formatDay,
  formatInstant,
  type Instant,
  MICROS_PER_DAY,
  parseInstant,
  type Zone,
} from "../time/instant.ts";
import type { Column } from "./reader.ts";
import type { Counted, DataSet, Inventory, Table } from "./schema.ts";

/** A table on a server or in an object store, whose rows an engine counted, or the reason why it did not. */
export interface CountedTable {
  /** As the plan calls it. */
  readonly name: string;
  readonly role: DataSet["role"] | null;
  readonly label: string | null;
  readonly countedBy: NonNullable<DataSet["counted_by"]>;
  readonly outcome: TableCount | { readonly problem: string };
}

export interface TableCount {
  readonly samples: number;
  readonly columns: readonly Column[];
  /** Null where no column dates the rows. */
  readonly timeColumn: string | null;
  /** A text of the time column, none of whose values could be read. */
  readonly unreadTime: string | null;
  readonly range: { readonly earliest: Instant; readonly latest: Instant } | null;
  readonly days: ReadonlyMap<DayNumber, number>;
  /** Null where no label column is named. */
  readonly labels: TableLabels | null;
  readonly notes: readonly string[];
  /** Of a table whose files can be listed. */
  readonly stored?: {
    readonly files: number;
    readonly bytes: number;
    readonly modified: { readonly earliest: Instant; readonly latest: Instant } | null;
  };
}

export interface TableLabels {
  readonly labelled: number;
  readonly days: ReadonlyMap<DayNumber, { readonly labelled: number; readonly unlabelled: number }>;
  /** Most frequent first, at most 1,000, and perhaps the rarest after them. */
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  readonly classCount: number;
}

/** The counts of files, with those of tables on servers. */
export function withTables<C extends Counted>(
  counted: C,
  tables: readonly CountedTable[],
  zone: Zone,
): C {
  let all = counted;
  for (const table of tables) all = withTable(all, table, zone);
  return all;
}

function withTable<C extends Counted>(counted: C, table: CountedTable, zone: Zone): C {
  const { name, outcome } = table;
  const summed = sumUpTable(table, zone);
  const samples = {
    counted: summed.samples ?? 0,
    undated: summed.undated,
    unlisted: 0,
    uncounted_files: summed.uncounted_files,
  };
  const { event_time } = summed;
  const { stored } = "problem" in outcome ? {} : outcome;
  const modified = stored?.modified ? printed(stored.modified, zone) : null;
  const { files = 0, bytes = 0 } = stored ?? {};
  const source = { name, path: name, files, bytes, samples, modified, event_time };
  const notes = "problem" in outcome ? [] : [sayCounted(table, zone), ...outcome.notes];
  return {
    ...counted,
    samples: addSamples(counted.samples, samples),
    event_time: joinTimes(counted.event_time, event_time, zone),
    days: addDays(counted.days, summed.days),
    sources: [...counted.sources, source],
    tables: [...counted.tables, summed],
    problems:
      "problem" in outcome
        ? [...counted.problems, { path: name, problem: outcome.problem }]
        : counted.problems,
    notes: [...counted.notes, ...notes.map((note) => ({ path: name, note }))],
  };
}

function sayCounted(
  { countedBy: { engine, server, at }, outcome }: CountedTable,
  zone: Zone,
): string {
  const { stored } = "problem" in outcome ? {} : outcome;
  const files = stored?.modified
    ? `${count(stored.files, "file")}, ${bytes(stored.bytes)}, the newest of ${formatInstant(stored.modified.latest, zone)}; `
    : "";
  return `${files}counted by ${ENGINE_NAMES[engine]} at ${server}, ${at}; the JSON has its query (counted_by)`;
}

/**
 * A table without the rows that are known to be older than a day; those of unknown day stay.
 *
 * @returns how many of its rows are known to be of that day or later, and how many were excluded
 */
export function sinceTableDay(
  table: CountedTable,
  day: DayNumber,
  zone: Zone,
): { table: CountedTable; known: number; leftOut: number } {
  const { outcome } = table;
  if ("problem" in outcome) return { table, known: 0, leftOut: 0 };
  const days = new Map([...outcome.days].filter(([at]) => at >= day));
  const sum = (some: ReadonlyMap<DayNumber, number>) =>
    [...some.values()].reduce((a, b) => a + b, 0);
  const known = sum(days);
  const leftOut = sum(outcome.days) - known;
  const first = Math.min(...days.keys());
  // The first instant that is left is known to its day.
  const range =
    leftOut === 0 || outcome.range === null
      ? outcome.range
      : known === 0
        ? null
        : { ...outcome.range, earliest: zone.fromLocal(first * MICROS_PER_DAY) };
  const timeColumn = known === 0 && leftOut > 0 ? null : outcome.timeColumn;
  const samples = outcome.samples - leftOut;
  // Labels were counted of all rows.
  const rest = { ...outcome, days, range, timeColumn, samples, labels: null };
  return { table: { ...table, outcome: rest }, known, leftOut };
}

const ENGINE_NAMES = { trino: "Trino", duckdb: "DuckDB" } as const;

function sumUpTable({ name, role, label, countedBy, outcome }: CountedTable, zone: Zone): Table {
  const facts = {
    name,
    // Its catalog and its schema are as folders to the words of its name.
    path: `server/${name.replace(/^\w+:\/\//, "").replaceAll(".", "/")}`,
    source: name,
    source_role: role,
    medium: null,
    files: 0,
    bytes: 0,
    doubtful: 0,
    spans: [],
    copy_of: null,
    named_by_rows: null,
    shares: [],
    counted_by: countedBy,
  };
  if ("problem" in outcome) {
    return {
      ...facts,
      samples: null,
      uncounted_files: 1,
      undated: 0,
      columns: null,
      event_time: null,
      unread_time: null,
      days: [],
      uncounted_days: null,
      labels: null,
      classes: null,
      class_count: null,
      smallest_class: null,
    };
  }
  const { samples, columns, timeColumn, unreadTime, range, days } = outcome;
  const dated = [...days.values()].reduce((sum, n) => sum + n, 0);
  return {
    ...facts,
    bytes: outcome.stored?.bytes ?? 0,
    samples,
    uncounted_files: 0,
    undated: samples - dated,
    columns: columns.map((column) => column.name).sort(),
    event_time: range && { ...printed(range, zone), source: `column ${timeColumn}` },
    unread_time:
      timeColumn !== null && range === null && samples > 0
        ? { column: timeColumn, value: unreadTime }
        : null,
    days: [...days].map(([day, n]) => ({ day: formatDay(day), samples: n })),
    uncounted_days: [],
    ...describeLabels(label, outcome),
  };
}

function printed({ earliest, latest }: NonNullable<TableCount["range"]>, zone: Zone) {
  return { earliest: formatInstant(earliest, zone), latest: formatInstant(latest, zone) };
}

function describeLabels(
  column: string | null,
  { samples, labels }: TableCount,
): Pick<Table, "labels" | "classes" | "class_count" | "smallest_class"> {
  if (column === null || labels === null) {
    return { labels: null, classes: null, class_count: null, smallest_class: null };
  }
  const { labelled, days, classes, classCount } = labels;
  let [datedLabelled, datedUnlabelled] = [0, 0];
  for (const day of days.values()) {
    datedLabelled += day.labelled;
    datedUnlabelled += day.unlabelled;
  }
  const unlabelled = samples - labelled;
  return {
    labels: {
      column,
      labelled,
      unlabelled,
      unread: 0,
      problem: null,
      spans: [],
      days: [...days].map(([day, rows]) => ({ day: formatDay(day), ...rows })),
      undated: { labelled: labelled - datedLabelled, unlabelled: unlabelled - datedUnlabelled },
    },
    classes: classes.slice(0, MOST_CLASSES).map((each) => ({ ...each })),
    class_count: classCount,
    smallest_class: classes.at(-1) ?? null,
  };
}

const MOST_CLASSES = 1000;

function addSamples(a: Inventory["samples"], b: Inventory["samples"]): Inventory["samples"] {
  return {
    counted: a.counted + b.counted,
    undated: a.undated + b.undated,
    unlisted: a.unlisted + b.unlisted,
    uncounted_files: a.uncounted_files + b.uncounted_files,
  };
}

function addDays(a: Inventory["days"], b: Inventory["days"]): Inventory["days"] {
  const sums = new Map<string, number>();
  for (const { day, samples } of [...a, ...b]) sums.set(day, (sums.get(day) ?? 0) + samples);
  return [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, samples]) => ({ day, samples }));
}

function joinTimes(
  a: Inventory["event_time"],
  b: Inventory["event_time"],
  zone: Zone,
): Inventory["event_time"] {
  if (a === null || b === null) return a ?? b;
  const at = (text: string) => parseInstant(text, zone) ?? Number.NaN;
  return {
    earliest: at(b.earliest) < at(a.earliest) ? b.earliest : a.earliest,
    latest: at(b.latest) > at(a.latest) ? b.latest : a.latest,
    source: a.source === b.source ? a.source : `${a.source}; ${b.source}`,
  };
}
