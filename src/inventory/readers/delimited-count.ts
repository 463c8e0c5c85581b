import { count } from "../../text/quantity.ts";
import { type FileCount, FileProblem, type Reading, type ReadOptions } from "../reader.ts";
import { columnLabel, noColumn, unclearNote } from "../time-column.ts";
import type { Dialect } from "./text/dialect.ts";
import { detectFooter } from "./text/footer.ts";
import type { Beside, Ragged } from "./text/row-scanner.ts";
import type { TimeTally } from "./text/time-tally.ts";

/** The counts of delimited text, or of a part of it. */
export interface DelimitedTally {
  readonly rows: number;
  readonly longer: Ragged;
  readonly shorter: Ragged;
  readonly beside: Beside;
  /** The end of the text, and whether that is all of it. */
  readonly tail: string;
  readonly isWholeTail: boolean;
}

/**
 * The count of so many rows of a dialect with these times.
 *
 * @throws FileProblem where too many bytes are zero for a text
 */
export function summarizeCount(
  tally: DelimitedTally,
  dialect: Dialect,
  times: TimeTally,
  { timeColumn }: ReadOptions,
): FileCount {
  const { beside } = tally;
  if (beside.zeros > 100 + 10 * tally.rows) {
    throw new FileProblem(`${beside.zeros} zero bytes: binary content, not text`);
  }
  const { names, unclear } = dialect;
  const notes = [...dialect.notes];
  if (names.length === 0) notes.push("empty: neither a header nor rows");
  const footer =
    tally.rows === 0 ? undefined : detectFooter(tally.tail, tally.isWholeTail, dialect);
  let { rows, longer, shorter } = tally;
  for (const { fields, time } of footer?.rows ?? []) {
    if (rows === 0 || (time !== undefined && times.reads(time))) continue;
    rows--;
    if (fields < names.length) shorter = { ...shorter, rows: Math.max(0, shorter.rows - 1) };
    if (fields > names.length) longer = { ...longer, rows: Math.max(0, longer.rows - 1) };
    if (dialect.timeIndex >= 0) times.withdraw(time);
  }
  times.withdraw("", beside.emptyTargets);
  const usual = dialect.hasHeader ? "the header" : "the first row";
  noteRagged(notes, longer, "more", usual, names.length);
  noteRagged(notes, shorter, "fewer", usual, names.length);
  notes.push(...besideNotes(beside), ...(footer?.notes ?? []));
  const name = names[dialect.timeIndex];
  const column = name === undefined ? undefined : columnLabel(name);
  if (rows > 0 && unclear.length > 0) notes.push(unclearNote(unclear));
  if (column === undefined) {
    if (timeColumn !== undefined) notes.push(noColumn(timeColumn, names));
  } else if (rows > 0) {
    const sameNamed = names.filter((each) => each === name).length;
    if (sameNamed > 1) {
      notes.push(`${sameNamed} columns are called ${JSON.stringify(column)}: the first was read`);
    }
    notes.push(...times.notes(column, timeColumn !== undefined));
  }
  const doubtful = Math.min(rows, dialect.doubtful + (footer?.doubtful ?? 0));
  const format = column === undefined ? undefined : times.format(column);
  return {
    samples: rows,
    columns: names.length === 0 ? null : names.map((name) => ({ name, type: null })),
    eventTime: column === undefined ? null : times.eventTime(column),
    ...describeUnread(rows === 0 ? undefined : unreadIn(unclear, column, times, timeColumn)),
    ...(doubtful > 0 && { doubtful }),
    reading: describeReading(dialect, format),
    notes,
  };
}

/** The assumptions, by the keys of the configuration. */
function describeReading(dialect: Dialect, timeFormat: string | undefined): Reading {
  const {
    delimiter,
    quote,
    escape: escaping,
    comment,
    hasHeader,
    headerRows,
    preambleLines,
  } = dialect;
  return {
    delimiter,
    quote: quote === "" ? "none" : quote,
    ...(escaping !== "" && { escape: escaping }),
    ...(comment !== "" && { comment }),
    header: headerRows > 1 ? headerRows : hasHeader,
    ...(preambleLines > 0 && { skip_rows: preambleLines }),
    ...(timeFormat !== undefined && { time_format: timeFormat }),
  };
}

function besideNotes({ empties, comments, zeros }: Beside): string[] {
  const notes: string[] = [];
  if (empties > 0) {
    const verb =
      empties === 1 ? "holds no value and is not a sample" : "hold no value and are not samples";
    notes.push(`${count(empties, "row")} ${verb}`);
  }
  if (comments > 0) notes.push(`${count(comments, "comment line")} below the header skipped`);
  if (zeros > 0) notes.push(`${count(zeros, "zero byte")} read as text`);
  return notes;
}

function unreadIn(
  unclear: readonly string[],
  column: string | undefined,
  times: TimeTally,
  wanted: string | undefined,
): FileCount["unreadTime"] {
  if (unclear.length > 0) return { column: unclear.map(columnLabel).join(" or "), value: null };
  return column === undefined ? undefined : times.unread(column, wanted !== undefined);
}

function describeUnread(unreadTime: FileCount["unreadTime"]): Pick<FileCount, "unreadTime"> {
  return unreadTime === undefined ? {} : { unreadTime };
}

function noteRagged(
  notes: string[],
  ragged: Ragged,
  than: "more" | "fewer",
  usual: string,
  fields: number,
): void {
  if (ragged.rows === 0) return;
  const verb = ragged.rows === 1 ? "has" : "have";
  notes.push(
    `${count(ragged.rows, "row")} ${verb} ${than} fields than ${usual}: line ${ragged.firstLine} has ${ragged.firstFields}, not ${fields}`,
  );
}
