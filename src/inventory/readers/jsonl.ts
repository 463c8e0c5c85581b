import { count } from "../../quantity.ts";
import { type FileCount, FileProblem, type Reader, type ReadOptions } from "../reader.ts";
import { pushText } from "./text/chunks.ts";
import { JsonError, type JsonListener } from "./text/json-listener.ts";
import { JsonMachine } from "./text/json-machine.ts";
import { refuseBinary } from "./text/magic.ts";
import { nonFiniteNote } from "./text/non-finite-note.ts";
import { RecordTally } from "./text/record-tally.ts";

/**
 * JSON Lines (`.jsonl`, `.ndjson`), plain or compressed: a sample is a line that holds one JSON
 * value. Every line is checked against RFC 8259; broken ones are not counted, but noted. The keys of
 * a line's own object can hold the event time, not those of objects within.
 */
export const jsonl: Reader = {
  async read(file, options) {
    const scan = new JsonlScan(options);
    await pushText(file, scan);
    return scan.end();
  },
};

/** Counts one JSON Lines text that is pushed in chunks of any size, in UTF-8. */
export class JsonlScan {
  readonly #records: RecordTally;
  readonly #machine: JsonMachine;
  #isFirstChunk = true;
  #line = 1;
  // What is wrong with the line at hand, so that the rest of it is passed over.
  #error: JsonError | null = null;
  #broken = 0;
  #firstBroken = "";

  constructor(options: ReadOptions) {
    this.#records = new RecordTally(options);
    this.#machine = new JsonMachine(lineListener(this.#records));
    this.#machine.keyDepth = 1;
  }

  push(chunk: Buffer): void {
    if (this.#isFirstChunk) refuseBinary(chunk);
    this.#isFirstChunk = false;
    this.#machine.begin();
    let at = 0;
    for (;;) {
      const newline = chunk.indexOf(LF, at);
      if (newline < 0) break;
      this.#check(chunk, at, newline);
      this.#endLine(false);
      at = newline + 1;
    }
    this.#check(chunk, at, chunk.length);
  }

  /** @throws FileProblem where every line is broken */
  end(): FileCount {
    this.#endLine(true);
    const { samples } = this.#records;
    if (samples === 0 && this.#broken > 0) {
      throw new FileProblem(`${this.#firstBroken}; no line holds a JSON value`);
    }
    const { columns, eventTime, notes } = this.#records.result();
    const own: string[] = [];
    if (samples === 0) own.push("empty: no lines");
    if (this.#broken > 0) {
      const verb = this.#broken === 1 ? "is" : "are";
      own.push(
        `${count(this.#broken, "line")} ${verb} not JSON and not counted: ${this.#firstBroken}`,
      );
    }
    own.push(...nonFiniteNote(this.#machine.nonFinite));
    return { samples, columns, eventTime, notes: [...own, ...notes] };
  }

  #check(chunk: Buffer, from: number, to: number): void {
    if (this.#error !== null || from === to) return;
    try {
      this.#machine.push(chunk, from, to);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.#error = error;
    }
  }

  #endLine(isLast: boolean): void {
    const machine = this.#machine;
    if (this.#error === null && !machine.isEmpty) this.#endValue();
    if (this.#error !== null) {
      this.#records.abandon();
      if (this.#broken++ === 0) {
        const cut = isLast && this.#error.isTruncation ? " (the last line is cut off)" : "";
        this.#firstBroken = `line ${this.#line} is not JSON: ${this.#error.what}${cut}`;
      }
      this.#error = null;
    }
    machine.reset();
    this.#line++;
  }

  #endValue(): void {
    try {
      this.#machine.end();
      this.#records.commit();
      this.#machine.wantedKey = this.#records.wantedKey;
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.#error = error;
    }
  }
}

const LF = 0x0a;

function lineListener(records: RecordTally): JsonListener {
  return {
    value() {},
    key: (_depth, bytes, from, to) => records.key(bytes, from, to),
    scalar: (bytes, from, to) => records.scalar(bytes, from, to),
    close() {},
  };
}
