import { CR, LF, QUOTE } from "../../text/ascii.ts";
import { count } from "../../text/quantity.ts";
import { holdsCells } from "../containers/cells.ts";
import { isDatabase } from "../containers/sqlite/is-database.ts";
import type { DataFile, FileCount, Reader, ReadOptions } from "../reader.ts";
import { summarizeCount } from "./delimited-count.ts";
import { pushText, withPushed } from "./text/chunks.ts";
import { type Dialect, detectDialect } from "./text/dialect.ts";
import { TAIL_BYTES } from "./text/footer.ts";
import { refuseBinary, refuseOtherText } from "./text/magic.ts";
import { RowScanner } from "./text/row-scanner.ts";
import type { TextSink } from "./text/sink.ts";
import { TimeTally } from "./text/time-tally.ts";

/**
 * Comma-, tab- and otherwise separated text: `.csv`, `.tsv`, `.psv`, `.txt`, plain or compressed.
 * The dialect is judged by the file's beginning; see {@link detectDialect} and {@link RowScanner} for
 * the rules. Where a quote further on may be text, the file is read again in the other ways to quote.
 */
export const delimited: Reader = {
  async read(file, options) {
    const scan = new DelimitedScan(file.extension, options);
    const pushed = await pushText(file, scan, { encoding: options.encoding });
    const count = scan.isDoubtful ? await readInOtherWays(file, options, scan) : scan.end();
    return withPushed(asWritten(count, file), file, pushed);
  },
};

/** The assumptions about a file, without the delimiters of the text that stands for it. */
function asWritten(count: FileCount, { extension }: DataFile): FileCount {
  const { delimiter, quote, ...reading } = count.reading ?? {};
  if (holdsCells(extension)) return { ...count, reading: { ...reading } };
  return extension === ".ssv"
    ? { ...count, reading: { format: "ssv", ...(quote !== undefined && { quote }), ...reading } }
    : count;
}

async function readInOtherWays(
  file: DataFile,
  options: ReadOptions,
  scan: DelimitedScan,
): Promise<FileCount> {
  const scans = [scan];
  if (options.quote === undefined && options.escape === undefined) {
    const ways = [{ quote: '"', escape: "\\" }, { quote: "none" }] as const;
    for (const way of ways) {
      const other = new DelimitedScan(file.extension, { ...options, ...way });
      await pushText(file, other, { encoding: options.encoding });
      scans.push(other);
    }
  }
  return chooseLikeliest(scans);
}

/** The count by the way to quote that leaves the fewest faults; where several do well, it says so. */
function chooseLikeliest(scans: readonly DelimitedScan[]): FileCount {
  const [first] = scans as [DelimitedScan];
  const whole = scans.filter((scan) => !scan.isUnclosed);
  const least = Math.min(...whole.map(({ faults }) => faults));
  const best = whole.find(({ faults }) => faults === least);
  // A quoted text that breaks off is no reason to read all quotes as text.
  const isBetter =
    best !== undefined &&
    (!first.isUnclosed ||
      (least === 0 && best.dialect?.escape === "\\") ||
      (least * 50 <= best.rows && best.rows - first.rows >= 2));
  if (best === undefined || !isBetter) return first.end();
  const counted = best.end();
  const plausible = whole.filter(({ faults }) => faults <= 2 * least + 2);
  const rows = plausible.map((scan) => scan.rows);
  // Rows that each way finds without a fault but differently are no certain samples.
  const isOpen = least > 0 || (first !== best && first.ragged === 0 && !first.isUnclosed);
  const spread = isOpen
    ? Math.max(...rows) -
      Math.min(...rows, first.isUnclosed ? Infinity : first.ragged === 0 ? first.rows : Infinity)
    : 0;
  if (spread === 0) return { ...counted, notes: [...counted.notes, quoteNote(first, best)] };
  const most = plausible.find((scan) => scan.rows === Math.max(...rows)) ?? best;
  const result = most === best ? counted : most.end();
  return {
    ...result,
    doubtful: (result.doubtful ?? 0) + spread,
    notes: [
      ...result.notes,
      `${quoteNote(first, best)}; ${count(spread, "row")} may be none: state \`quote\` or \`escape\` under \`sources\``,
    ],
  };
}

function quoteNote(first: DelimitedScan, best: DelimitedScan): string {
  const { quote, escape: escaping } = best.dialect as Dialect;
  const line = first.suspectLine;
  const at = line > 0 ? `line ${line}: ` : "";
  if (best === first) return `${at}text follows the quote that closes a field`;
  if (quote === "")
    return `${at}a quote at the beginning of a field does not quote it: quotes are read as text`;
  return `${at}quotes are escaped by ${escaping}`;
}

/** How text is separated that stands for other files: runs of blanks come as tabs, cells between commas. */
function givenSyntax(
  extension: string,
): Pick<ReadOptions, "delimiter" | "quote" | "comment" | "header" | "skipRows"> {
  if (extension === ".ssv") return { delimiter: "\t" };
  if (!holdsCells(extension)) return {};
  const cells = { delimiter: ",", quote: '"', comment: "none" };
  return isDatabase(extension) ? { ...cells, header: true, skipRows: 0 } : cells;
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
  #tail = Buffer.alloc(0);
  #isWholeTail = true;

  constructor(extension: string, options: ReadOptions) {
    this.#extension = extension;
    this.#options = { ...options, ...givenSyntax(extension) };
    this.#times = new TimeTally(options.zone, options.timeFormat);
  }

  /** Null until enough of the text has come to judge by. */
  get dialect(): Dialect | null {
    return this.#dialect;
  }

  /** Whether quotes may have been misread. */
  get isDoubtful(): boolean {
    this.judge();
    return this.isUnclosed || (this.#scanner.beside.suspects > 0 && this.#dialect?.quote !== "");
  }

  /** Whether a quote is not closed. */
  get isUnclosed(): boolean {
    this.judge();
    return this.#scanner.isInQuotes;
  }

  get rows(): number {
    return this.#scanner.rows;
  }

  get ragged(): number {
    return this.#scanner.longer.rows + this.#scanner.shorter.rows;
  }

  /** The evidence against the dialect. */
  get faults(): number {
    return this.ragged + this.#scanner.beside.suspects;
  }

  get suspectLine(): number {
    return this.#scanner.beside.suspectLine;
  }

  get #scanner(): RowScanner {
    return this.#rows as RowScanner;
  }

  push(chunk: Buffer): void {
    if (this.#rows !== null) this.#pushRows(chunk);
    else this.#collect(chunk);
  }

  /** The dialect, by what has come so far: nothing more does where that was not enough. */
  judge(): Dialect {
    if (this.#dialect === null) {
      const whole = Buffer.concat(this.#beginning ?? []);
      this.#begin(whole, whole.length);
    }
    return this.#dialect as unknown as Dialect;
  }

  /** @throws FileProblem where a quote is never closed */
  end(): FileCount {
    const dialect = this.judge();
    const rows = this.#scanner;
    rows.end();
    const tally = {
      rows: rows.rows,
      longer: rows.longer,
      shorter: rows.shorter,
      beside: rows.beside,
      tail: this.#tail.toString("latin1"),
      isWholeTail: this.#isWholeTail,
    };
    return summarizeCount(tally, dialect, this.#times, this.#options);
  }

  #pushRows(chunk: Buffer): void {
    this.#scanner.push(chunk);
    if (chunk.length >= TAIL_BYTES) {
      this.#isWholeTail &&= this.#tail.length + chunk.length <= TAIL_BYTES;
      this.#tail = Buffer.from(chunk.subarray(chunk.length - TAIL_BYTES));
    } else {
      const joined = Buffer.concat([this.#tail, chunk]);
      this.#isWholeTail &&= joined.length <= TAIL_BYTES;
      this.#tail = joined.subarray(Math.max(0, joined.length - TAIL_BYTES));
    }
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
      const end = lastRowEnd(sample);
      if (this.#sampleBytes >= SAMPLE_LIMIT_BYTES || end > 0) {
        this.#begin(sample, end || sample.length);
      } else {
        this.#sampleBytes *= 4;
      }
    }
    if (rest.length > 0) this.#pushRows(rest);
  }

  /** @param end of the last complete row of the sample, by which the dialect is judged */
  #begin(sample: Buffer, end: number): void {
    refuseBinary(sample);
    refuseOtherText(sample);
    this.#beginning = null;
    const judged = sample.toString("latin1", 0, end);
    const dialect = detectDialect(judged, this.#extension, this.#options);
    this.#dialect = dialect;
    this.#rows = createRowScanner(dialect, this.#times, 1 + dialect.preambleLines, true);
    this.#pushRows(sample.subarray(dialect.preambleBytes));
  }
}

/**
 * The scanner that finds the rows of a text, or of a part of it, and hands their times to `times`.
 *
 * @param firstLine number of the first line that is pushed
 * @param isFirst whether that is the line of the header, where there is one
 */
export function createRowScanner(
  dialect: Dialect,
  times: TimeTally,
  firstLine: number,
  isFirst: boolean,
): RowScanner {
  return new RowScanner({
    delimiter: dialect.delimiter.charCodeAt(0),
    fields: dialect.names.length,
    target: dialect.timeIndex,
    skipRows: isFirst ? dialect.headerRows : 0,
    firstLine,
    crOnly: dialect.crOnly,
    quote: toByte(dialect.quote),
    escape: toByte(dialect.escape),
    comment: toByte(dialect.comment),
    times,
  });
}

function toByte(character: string): number {
  return character === "" ? 0 : character.charCodeAt(0);
}

const SAMPLE_BYTES = 64 * 1024;
// A first row beyond this is judged as far as it was seen.
const SAMPLE_LIMIT_BYTES = 4 << 20;

/** Where the last complete row of a text ends, as far as quotes tell; 0 where none does. */
function lastRowEnd(sample: Buffer): number {
  if (!sample.includes(QUOTE)) return 1 + Math.max(sample.lastIndexOf(LF), sample.lastIndexOf(CR));
  let end = 0;
  let isQuoted = false;
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if ((byte === LF || byte === CR) && !isQuoted) end = at + 1;
  }
  return end;
}
