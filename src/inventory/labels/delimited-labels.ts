import { CR, LF, SPACE } from "../../text/ascii.ts";
import { readable, readExtension, toReadOptions } from "../read-options.ts";
import type { Reading, ReadOptions } from "../reader.ts";
import { DelimitedScan } from "../readers/delimited.ts";
import { pushText } from "../readers/text/chunks.ts";
import type { Dialect } from "../readers/text/dialect.ts";
import type { TextSink } from "../readers/text/sink.ts";
import { MOST_FIELD_BYTES } from "../readers/text/time-tally.ts";
import { columnLabel, findWantedColumn } from "../time-column.ts";
import type { ColumnLabels, Labelled } from "./file-labels.ts";
import { DatedLabelTally } from "./label-tally.ts";

/** Reads the labels of delimited text, with the times in one pass. */
export async function delimitedLabels(
  { file, config, count, column }: Labelled,
  zone: ConstructorParameters<typeof DatedLabelTally>[0],
): Promise<ColumnLabels> {
  const options = { ...toReadOptions(file, config, zone), ...readQuoting(count.reading) };
  const judge = new DelimitedScan(readExtension(file, config), options);
  const beginning: Buffer[] = [];
  const tally = new DatedLabelTally(zone, config.time_format);
  const time = count.eventTime?.column ?? null;
  let rows: LabelRows | null = null;
  const begin = (dialect: Dialect) => {
    const { names, preambleBytes } = dialect;
    rows = new LabelRows(tally, {
      delimiter: dialect.delimiter.charCodeAt(0),
      label: names.indexOf(findWantedColumn(names, column) ?? NOT_A_NAME),
      time: time === null ? -1 : names.findIndex((name) => columnLabel(name) === time),
      skipRows: dialect.headerRows,
      quote: toByte(dialect.quote),
      escape: toByte(dialect.escape),
      comment: toByte(dialect.comment),
    });
    rows.push(Buffer.concat(beginning).subarray(preambleBytes));
  };
  await pushText(
    readable({ file, config }),
    {
      push(chunk) {
        if (rows !== null) return rows.push(chunk);
        beginning.push(Buffer.from(chunk));
        judge.push(chunk);
        if (judge.dialect !== null) begin(judge.dialect);
      },
    },
    { encoding: options.encoding },
  );
  if (rows === null) begin(judge.judge());
  (rows as unknown as LabelRows).end();
  return tally.result(time);
}

const NOT_A_NAME = "\0";

/** How the file turned out to quote, once it was read as a whole. */
function readQuoting(reading: Reading | undefined): Pick<ReadOptions, "quote" | "escape"> {
  const { quote, escape: escaping } = reading ?? {};
  return {
    ...(typeof quote === "string" && { quote }),
    ...(typeof escaping === "string" && { escape: escaping }),
  };
}

/** The byte of a character; -1 for no character. */
function toByte(character: string): number {
  return character === "" ? -1 : character.charCodeAt(0);
}

interface LabelRowsOptions {
  readonly delimiter: number;
  /** Indices of the fields; -1 for a column that the file lacks. */
  readonly label: number;
  readonly time: number;
  readonly skipRows: number;
  /** Bytes; -1 for none. */
  readonly quote: number;
  readonly escape: number;
  readonly comment: number;
}

/** Splits rows by the rules of `RowScanner`, and hands on two of their fields. */
export class LabelRows implements TextSink {
  readonly #tally: DatedLabelTally;
  readonly #options: LabelRowsOptions;
  readonly #label = new Field(MOST_LABEL_BYTES);
  readonly #time = new Field(MOST_FIELD_BYTES + 1);
  // The one of the two that is being read.
  #field: Field | null = null;
  #index = -1;
  #skip: number;
  // Whether the row has nothing but spaces, and nothing but delimiters.
  #isBlank = true;
  #isEmpty = true;
  #state: "start" | "plain" | "quoted" | "quote" | "comment" = "start";
  #isEscaped = false;

  constructor(tally: DatedLabelTally, options: LabelRowsOptions) {
    this.#tally = tally;
    this.#options = options;
    this.#skip = options.skipRows;
    this.#beginRow();
  }

  push(chunk: Uint8Array): void {
    const { delimiter, quote, escape: escaping, comment } = this.#options;
    let state = this.#state;
    let field = this.#field;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === escaping && (state === "quoted" || quote < 0)) this.#isEscaped = true;
      else if (state === "quoted") {
        if (byte === quote) state = "quote";
      } else if (state === "quote" && byte === quote) state = "quoted";
      else if (byte === LF || byte === CR) {
        this.#endRow();
        field = this.#field;
        state = "start";
        continue;
      } else if (state === "comment") continue;
      else if (byte === delimiter) {
        field = this.#beginField();
        state = "start";
        continue;
      } else if (byte === comment && state === "start" && this.#index === 0) {
        state = "comment";
        continue;
      } else state = state === "start" && byte === quote ? "quoted" : "plain";
      this.#isEmpty = false;
      if (byte !== SPACE) this.#isBlank = false;
      field?.add(byte);
    }
    this.#state = state;
  }

  /** Ends the last row where no newline does. */
  end(): void {
    this.#endRow();
  }

  #beginRow(): void {
    this.#label.clear();
    this.#time.clear();
    this.#index = -1;
    this.#isBlank = true;
    this.#isEmpty = true;
    this.#beginField();
  }

  #beginField(): Field | null {
    this.#index++;
    const { label, time } = this.#options;
    this.#field = this.#index === label ? this.#label : this.#index === time ? this.#time : null;
    this.#field?.open();
    return this.#field;
  }

  #endRow(): void {
    const hasFields = this.#index > 0;
    if ((hasFields || !this.#isBlank) && this.#skip-- <= 0 && !(hasFields && this.#isEmpty)) {
      const { label, time } = this.#options;
      const times = this.#tally.add(this.#label.textBy(this.#options));
      const from = label === time ? this.#label : this.#time;
      if (from.length < 0) times.addMissing();
      else times.addField(from.bytes, 0, from.length);
    }
    this.#beginRow();
  }
}

/** Of longer labels the beginning counts. */
const MOST_LABEL_BYTES = 256;

/** A field's bytes, with its quotes, as far as they are kept. */
class Field {
  readonly bytes: Buffer;
  /** -1 where the row has no such field. */
  length = -1;

  constructor(mostBytes: number) {
    this.bytes = Buffer.alloc(mostBytes);
  }

  clear(): void {
    this.length = -1;
  }

  open(): void {
    this.length = 0;
  }

  add(byte: number): void {
    if (this.length < this.bytes.length) this.bytes[this.length++] = byte;
  }

  /** Without quotes; null where the row has no such field. */
  textBy({ quote, escape: escaping }: Pick<LabelRowsOptions, "quote" | "escape">): string | null {
    if (this.length < 0) return null;
    const text = this.bytes.toString("utf8", 0, this.length);
    const mark = quote < 0 ? "" : String.fromCharCode(quote);
    if (mark === "" || !text.startsWith(mark)) return text;
    const inner = text.slice(1, text.length > 1 && text.endsWith(mark) ? -1 : undefined);
    return inner.replaceAll(`${escaping < 0 ? mark : String.fromCharCode(escaping)}${mark}`, mark);
  }
}
