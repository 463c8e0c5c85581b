import { FileProblem } from "../../reader.ts";
import type { TextSink } from "./chunks.ts";
import { Span } from "./span.ts";
import { PIECE_BYTES, Structurals } from "./structurals.ts";

export interface RowScannerOptions {
  /** One ASCII byte. */
  readonly delimiter: number;
  /** Fields a row should have. */
  readonly fields: number;
  /** Index of the field to hand to `onField`, or -1. */
  readonly target: number;
  /** Rows at the start that are not samples, such as a header. */
  readonly skipRows: number;
  /** Number of the first line that is pushed. */
  readonly firstLine: number;
  /** Whether lines end in CR alone: tells which byte counts as a line inside quotes. */
  readonly crOnly: boolean;
  /** Takes the raw target field of every row: its quotes are still on. */
  readonly onField: (bytes: Uint8Array, from: number, to: number) => void;
  /** Called instead where a row ends before the target field. */
  readonly onMissing: () => void;
}

/** Rows whose number of fields is not the usual one. */
export interface Ragged {
  rows: number;
  /** Line on which the first of them begins. */
  firstLine: number;
  firstFields: number;
}

/**
 * Finds rows and fields in delimited text, whatever the chunk boundaries. It looks at structural
 * bytes only, which {@link Structurals} finds.
 *
 * A field that begins with a quote ends at the next single quote; a doubled quote stands for one.
 * Any other quote is literal, and so is what follows a closing quote up to the delimiter. LF, CRLF
 * and CR end a row outside quotes. Lines that are empty, or hold only spaces, are no rows.
 */
export class RowScanner implements TextSink {
  rows = 0;
  readonly longer: Ragged = { rows: 0, firstLine: 0, firstFields: 0 };
  readonly shorter: Ragged = { rows: 0, firstLine: 0, firstFields: 0 };

  readonly #options: RowScannerOptions;
  readonly #structurals: Structurals;
  // The target field's bytes where it crosses pieces.
  readonly #span = new Span(128);
  #state: number = PLAIN;
  /** Fields of the row at hand that have ended. */
  #field = 0;
  // Offsets in the piece at hand; negative where they lie before it.
  #fieldStart = 0;
  #lastCr = LONG_AGO;
  #lastQuote = LONG_AGO;
  // Whether the row at hand has held spaces only, as far as earlier pieces go.
  #isBlank = true;
  #line: number;
  #rowLine: number;
  #quoteLine = 0;
  #skip: number;
  #target: number;

  constructor(
    options: RowScannerOptions,
    structurals = new Structurals("delimited", options.delimiter),
  ) {
    this.#options = options;
    this.#structurals = structurals;
    this.#line = options.firstLine;
    this.#rowLine = options.firstLine;
    this.#skip = options.skipRows;
    this.#target = this.#skip === 0 ? options.target : NO_FIELD;
  }

  push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      this.#pushPiece(chunk, from, Math.min(from + PIECE_BYTES, chunk.length));
    }
  }

  #pushPiece(chunk: Buffer, from: number, to: number): void {
    const count = this.#structurals.find(chunk, from, to);
    const positions = this.#structurals.positions;
    const { delimiter } = this.#options;
    this.#span.begin(chunk, from);
    // Fields of the object cost too much in this loop.
    let state = this.#state;
    let field = this.#field;
    let fieldStart = this.#fieldStart;
    let target = this.#target;
    for (let index = 0; index < count; index++) {
      const at = positions[index] as number;
      const byte = chunk[from + at] as number;
      if (state === PLAIN) {
        if (byte === delimiter) {
          if (field === target) this.#endTarget(chunk, from, fieldStart, at);
          field++;
          fieldStart = at + 1;
        } else if (byte === QUOTE) {
          if (at === fieldStart) {
            state = QUOTED;
            this.#quoteLine = this.#line;
          }
        } else {
          this.#endLine(chunk, from, field, fieldStart, at);
          target = this.#target;
          field = 0;
          fieldStart = at + 1;
        }
      } else if (state === QUOTED) {
        if (byte === QUOTE) {
          this.#lastQuote = at;
          state = QUOTE_IN_QUOTED;
        } else if (byte !== delimiter) {
          this.#passQuoted(byte);
        }
      } else if (byte === QUOTE && at === this.#lastQuote + 1) {
        state = QUOTED;
      } else {
        // The quote before has closed the quotes: look at this byte again.
        state = PLAIN;
        index--;
      }
    }
    this.#field = field;
    this.#fieldStart = fieldStart;
    this.#state = state;
    this.#leavePiece(chunk, from, to);
  }

  /** Ends the last row where no newline does. */
  end(): void {
    if (this.#state === QUOTED) {
      throw new FileProblem(`line ${this.#quoteLine}: the quote that opens here is never closed`);
    }
    if (this.#field === 0 && this.#isBlank) return;
    if (this.#field === this.#target) this.#endTarget(NOTHING, 0, this.#fieldStart, 0);
    this.#endRow(this.#field + 1);
  }

  #leavePiece(chunk: Buffer, from: number, to: number): void {
    const length = to - from;
    const start = from + Math.max(0, this.#fieldStart);
    if (this.#field > 0) this.#isBlank = false;
    else this.#isBlank &&= isSpaces(chunk, start, to);
    if (this.#field === this.#target && this.#fieldStart >= 0) this.#span.open(start);
    this.#span.keep(to);
    this.#fieldStart = Math.max(BEFORE, this.#fieldStart - length);
    this.#lastCr = Math.max(LONG_AGO, this.#lastCr - length);
    this.#lastQuote = Math.max(LONG_AGO, this.#lastQuote - length);
  }

  /** LF, CR or a zero byte outside quotes: ends the line whose last field begins at `fieldStart`. */
  #endLine(chunk: Buffer, from: number, field: number, fieldStart: number, at: number): void {
    const byte = chunk[from + at];
    if (byte === 0) this.#refuseZero();
    // The LF of a CRLF belongs to the line that has ended.
    if (byte === LF && at === this.#lastCr + 1) return;
    if (byte === CR) this.#lastCr = at;
    const start = from + Math.max(0, fieldStart);
    if (field === 0 && this.#isBlank && isSpaces(chunk, start, from + at)) {
      this.#span.drop();
      this.#rowLine = ++this.#line;
      return;
    }
    if (field === this.#target) this.#endTarget(chunk, from, fieldStart, at);
    this.#endRow(field + 1);
  }

  #endTarget(chunk: Buffer, from: number, fieldStart: number, at: number): void {
    const { onField } = this.#options;
    if (fieldStart >= 0) {
      onField(chunk, from + fieldStart, from + at);
      return;
    }
    const span = this.#span;
    span.close(from + at);
    onField(span.bytes, span.from, span.to);
  }

  #endRow(fields: number): void {
    if (this.#skip > 0) {
      if (--this.#skip === 0) this.#target = this.#options.target;
    } else {
      this.rows++;
      if (fields !== this.#options.fields) this.#noteRagged(fields);
      if (fields <= this.#target) this.#options.onMissing();
    }
    this.#isBlank = true;
    this.#rowLine = ++this.#line;
  }

  #noteRagged(fields: number): void {
    const ragged = fields > this.#options.fields ? this.longer : this.shorter;
    if (ragged.rows++ > 0) return;
    ragged.firstLine = this.#rowLine;
    ragged.firstFields = fields;
  }

  /** LF, CR or a zero byte inside quotes. */
  #passQuoted(byte: number): void {
    if (byte === 0) this.#refuseZero();
    if (byte === (this.#options.crOnly ? CR : LF)) this.#line++;
  }

  #refuseZero(): never {
    throw new FileProblem(`line ${this.#line}: a zero byte: binary content, not text`);
  }
}

const PLAIN = 0;
const QUOTED = 1;
const QUOTE_IN_QUOTED = 2;

const NO_FIELD = -1;
const BEFORE = -1;
// Before the byte that lies before the piece.
const LONG_AGO = -2;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const NOTHING = Buffer.alloc(0);

function isSpaces(chunk: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at < to && chunk[at] === SPACE) at++;
  return at === to;
}
