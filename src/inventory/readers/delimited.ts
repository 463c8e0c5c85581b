import { count } from "../../quantity.ts";
import type { FileCount, Reader, ReadOptions } from "../reader.ts";
import { columnLabel, noColumn, unclearNote } from "../time-column.ts";
import { pushText } from "./text/chunks.ts";
import { type Dialect, dialectOf } from "./text/dialect.ts";
import { refuseBinary } from "./text/magic.ts";
import { type Ragged, RowScanner } from "./text/row-scanner.ts";
import type { TextSink } from "./text/sink.ts";
import { TimeTally } from "./text/time-tally.ts";

/**
 * Comma-, tab- and otherwise separated text: `.csv`, `.tsv`, `.psv`, `.txt`, plain or compressed.
 * The dialect is judged by the file's beginning; see {@link dialectOf} and {@link RowScanner} for
 * the rules.
 */
export const delimited: Reader = {
  async read(file, options) {
    const scan = new DelimitedScan(file.extension, options);
    await pushText(file, scan);
    return scan.end();
  },
};

/** What has been counted in delimited text, or in a part of it. */
export interface DelimitedTally {
  readonly rows: number;
  readonly longer: Ragged;
  readonly shorter: Ragged;
}

/** Counts one delimited text that is pushed in chunks of any size, in UTF-8. */
export class DelimitedScan implements TextSink {
  readonly #extension: string;
  readonly #options: ReadOptions;
  readonly #times: TimeTally;
  // The file's beginning, until the dialect is known.
  #beginning: Buffer[] | null = [];
  #beginningBytes = 0;
  #sampleBytes = SAMPLE_BYTES;
  #dialect: Dialect | null = null;
  #rows: RowScanner | null = null;

  constructor(extension: string, options: ReadOptions) {
    this.#extension = extension;
    this.#options = options;
    this.#times = new TimeTally(options.zone, options.timeFormat);
  }

  /** Null until enough of the text has come to judge by. */
  get dialect(): Dialect | null {
    return this.#dialect;
  }

  push(chunk: Buffer): void {
    if (this.#rows !== null) this.#rows.push(chunk);
    else this.#collect(chunk);
  }

  /** The dialect, by what has come so far: nothing more does where that was not enough. */
  judge(): Dialect {
    if (this.#dialect === null) this.#begin(Buffer.concat(this.#beginning ?? []), true);
    return this.#dialect as unknown as Dialect;
  }

  /** @throws FileProblem where a quote is never closed */
  end(): FileCount {
    const dialect = this.judge();
    const rows = this.#rows as unknown as RowScanner;
    rows.end();
    return countOf(rows, dialect, this.#times, this.#options);
  }

  #collect(chunk: Buffer): void {
    const beginning = this.#beginning as Buffer[];
    // The sample is the same whatever the chunks are, so the answer is.
    let rest = chunk;
    while (this.#rows === null) {
      const room = this.#sampleBytes - this.#beginningBytes;
      if (rest.length < room) {
        beginning.push(Buffer.from(rest));
        this.#beginningBytes += rest.length;
        return;
      }
      beginning.push(Buffer.from(rest.subarray(0, room)));
      this.#beginningBytes += room;
      rest = rest.subarray(room);
      const sample = Buffer.concat(beginning);
      if (this.#sampleBytes >= SAMPLE_LIMIT_BYTES || lastRowEnd(sample) > 0) {
        this.#begin(sample, false);
      } else {
        this.#sampleBytes *= 4;
      }
    }
    if (rest.length > 0) (this.#rows as RowScanner).push(rest);
  }

  #begin(sample: Buffer, whole: boolean): void {
    refuseBinary(sample);
    this.#beginning = null;
    const judged = whole ? sample : sample.subarray(0, lastRowEnd(sample) || sample.length);
    const dialect = dialectOf(judged.toString("latin1"), this.#extension, this.#options);
    this.#dialect = dialect;
    this.#rows = rowScannerOf(dialect, this.#times, 1 + dialect.preambleLines, true);
    this.#rows.push(sample.subarray(dialect.preambleBytes));
  }
}

/**
 * What finds the rows of a text, or of a part of it, and hands their times to `times`.
 *
 * @param firstLine number of the first line that is pushed
 * @param isFirst whether that is the line of the header, where there is one
 */
export function rowScannerOf(
  dialect: Dialect,
  times: TimeTally,
  firstLine: number,
  isFirst: boolean,
): RowScanner {
  return new RowScanner({
    delimiter: dialect.delimiter.charCodeAt(0),
    fields: dialect.names.length,
    target: dialect.timeIndex,
    skipRows: isFirst && dialect.hasHeader ? 1 : 0,
    firstLine,
    crOnly: dialect.crOnly,
    times,
  });
}

/** What so many rows of a dialect, with these times, come to. */
export function countOf(
  { rows, longer, shorter }: DelimitedTally,
  dialect: Dialect,
  times: TimeTally,
  { timeColumn }: ReadOptions,
): FileCount {
  const { names, unclear } = dialect;
  const notes = [...dialect.notes];
  if (names.length === 0) notes.push("empty: neither a header nor rows");
  const usual = dialect.hasHeader ? "the header" : "the first row";
  noteRagged(notes, longer, "more", usual, names.length);
  noteRagged(notes, shorter, "fewer", usual, names.length);
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
  return {
    samples: rows,
    columns: names.length === 0 ? null : names.map((name) => ({ name, type: null })),
    eventTime: column === undefined ? null : times.eventTime(column),
    ...unreadOf(rows === 0 ? undefined : unreadIn(unclear, column, times, timeColumn)),
    notes,
  };
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

function unreadOf(unreadTime: FileCount["unreadTime"]): Pick<FileCount, "unreadTime"> {
  return unreadTime === undefined ? {} : { unreadTime };
}

const SAMPLE_BYTES = 64 * 1024;
// A first row beyond this is judged as far as it was seen.
const SAMPLE_LIMIT_BYTES = 4 << 20;

/** Where the last complete row of a text ends, as far as quotes tell; 0 where none does. */
function lastRowEnd(sample: Buffer): number {
  const text = sample.toString("latin1");
  // Every second piece is quoted.
  const pieces = text.split('"');
  let from = text.length + 1;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index] as string;
    from -= piece.length + 1;
    const newline = Math.max(piece.lastIndexOf("\n"), piece.lastIndexOf("\r"));
    if (index % 2 === 0 && newline >= 0) return from + newline + 1;
  }
  return 0;
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
