import { FileProblem } from "../../reader.ts";
import { type Kernel, PADDING_BYTES, sharedKernel } from "./kernel.ts";
import type { TextSink } from "./sink.ts";
import { Span } from "./span.ts";
import { MOST_FIELD_BYTES, type TimeTally } from "./time-tally.ts";

export interface RowScannerOptions {
  /** One ASCII byte. */
  readonly delimiter: number;
  /** Fields a row should have. */
  readonly fields: number;
  /** Index of the field to hand to `times`, or -1. */
  readonly target: number;
  /** Rows at the start that are not samples, such as a header. */
  readonly skipRows: number;
  /** Number of the first line that is pushed. */
  readonly firstLine: number;
  /** Whether lines end in CR alone: tells which byte counts as a line inside quotes. */
  readonly crOnly: boolean;
  /** The bytes that quote, escape, and begin a comment; 0 for none. */
  readonly quote: number;
  readonly escape: number;
  readonly comment: number;
  /** Takes the target field of every row. */
  readonly times: TimeTally;
}

/** Rows whose number of fields is not the usual one. */
export interface Ragged {
  readonly rows: number;
  /** Line on which the first of them begins. */
  readonly firstLine: number;
  readonly firstFields: number;
}

/** Lines and bytes of a text beside its rows. */
export interface Beside {
  /** Rows without any value, and those of them that have the target field. */
  readonly empties: number;
  readonly emptyTargets: number;
  readonly comments: number;
  readonly zeros: number;
  /** Quotes that may be text, and the line of the first. */
  readonly suspects: number;
  readonly suspectLine: number;
}

export const NOTHING_BESIDE: Beside = {
  empties: 0,
  emptyTargets: 0,
  comments: 0,
  zeros: 0,
  suspects: 0,
  suspectLine: 0,
};

/**
 * Finds rows and fields in delimited text, whatever the chunk boundaries; `wasm/rows.ts` does it.
 *
 * A field that begins with a quote ends at the next single quote; a doubled quote stands for one.
 * Any other quote is literal, and so is what follows a closing quote up to the delimiter. LF, CRLF
 * and CR end a row outside quotes. Lines that are empty, hold only spaces or delimiters, or begin with the
 * mark of comments are no rows.
 */
export class RowScanner implements TextSink {
  /** As of the last chunk; those of the whole text after `end`. */
  rows = 0;
  longer: Ragged = { rows: 0, firstLine: 0, firstFields: 0 };
  shorter: Ragged = { rows: 0, firstLine: 0, firstFields: 0 };
  beside: Beside = NOTHING_BESIDE;
  /** Whether the next byte lies inside quotes, as far as one can tell. */
  isInQuotes = false;
  /** Number of the line that the next byte lies in. */
  line: number;

  readonly #kernel: Kernel;
  readonly #times: TimeTally;
  // The kernel's state of this scan, kept while it works for another.
  readonly #scan: Uint8Array;
  // The target field's bytes where it crosses pieces: one more than count, to see that there are more.
  readonly #span = new Span(MOST_FIELD_BYTES + 1);

  constructor(options: RowScannerOptions, kernel: Kernel = sharedKernel()) {
    const { delimiter, fields, target, skipRows, firstLine, crOnly } = options;
    const { quote, escape: escaping, comment } = options;
    this.#kernel = kernel;
    this.#times = options.times;
    this.line = firstLine;
    const { calls } = kernel;
    calls.beginRows(
      delimiter,
      fields,
      target,
      skipRows,
      firstLine,
      crOnly,
      quote,
      escaping,
      comment,
    );
    this.#scan = Uint8Array.from(kernel.scan);
  }

  push(chunk: Buffer): void {
    this.#kernel.scan.set(this.#scan);
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      this.#pushPiece(chunk, from, Math.min(from + PIECE_BYTES, chunk.length));
    }
    this.#leave();
  }

  /**
   * Ends the last row where no newline does.
   *
   * @throws FileProblem where a quote is never closed
   */
  end(): void {
    const { calls, scan } = this.#kernel;
    scan.set(this.#scan);
    if (calls.isQuoted() === 1) {
      const line = calls.quoteLine();
      throw new FileProblem(`line ${line}: the quote that opens here is never closed`);
    }
    calls.endRows();
    this.#addTimes(0);
    this.#times.addMissing(calls.missing());
    this.#leave();
  }

  #pushPiece(chunk: Buffer, from: number, to: number): void {
    const { calls, input } = this.#kernel;
    input.set(chunk.subarray(from, to));
    input.fill(FILLER, to - from, to - from + PADDING_BYTES);
    calls.passRows(to - from);
    const span = this.#span;
    span.begin(chunk, from);
    this.#addTimes(from);
    if (calls.isOpen.value === 0) span.drop();
    else if (calls.openFrom.value >= 0) span.open(from + calls.openFrom.value);
    span.keep(to);
  }

  /** @param from where in its chunk the piece at hand begins */
  #addTimes(from: number): void {
    const { calls, spans } = this.#kernel;
    if (calls.spanCount() === 0) return;
    const isCrossing = (spans[0] as number) < 0;
    if (isCrossing) {
      const span = this.#span;
      span.close(from + (spans[1] as number));
      this.#times.addField(span.bytes, span.from, span.to);
    }
    this.#times.addSpans(this.#kernel, isCrossing ? 1 : 0, (bytes, start, end) =>
      this.#times.addField(bytes, start, end),
    );
  }

  #leave(): void {
    const { calls, scan } = this.#kernel;
    this.#scan.set(scan);
    this.rows = calls.rows();
    this.isInQuotes = calls.isQuoted() === 1;
    this.line = calls.line();
    this.beside = {
      empties: calls.empties(),
      emptyTargets: calls.emptyTargets(),
      comments: calls.comments(),
      zeros: calls.zeros(),
      suspects: calls.suspects(),
      suspectLine: calls.suspectLine(),
    };
    this.longer = {
      rows: calls.longer(),
      firstLine: calls.longerLine(),
      firstFields: calls.longerFields(),
    };
    this.shorter = {
      rows: calls.shorter(),
      firstLine: calls.shorterLine(),
      firstFields: calls.shorterFields(),
    };
  }
}

/** The bytes that one call scans: they stay in the processor's nearest cache. */
const PIECE_BYTES = 1 << 14;

// Neither a delimiter nor any other byte that decides.
const FILLER = 0xff;
