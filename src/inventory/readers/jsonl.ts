import { count } from "../../quantity.ts";
import { type FileCount, FileProblem, type Reader, type ReadOptions } from "../reader.ts";
import { pushText } from "./text/chunks.ts";
import { JsonLines } from "./text/json-lines.ts";
import { refuseBinary } from "./text/magic.ts";
import { nonFiniteNote } from "./text/non-finite-note.ts";
import { type Learned, type RecordResult, RecordTally } from "./text/record-tally.ts";
import type { TextSink } from "./text/sink.ts";

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

/** What has been counted in JSON Lines, or in a part of them. */
export interface JsonlTally {
  readonly samples: number;
  readonly broken: number;
  /** The first line that is not JSON, counted from 0, and what is wrong with it. */
  readonly firstBroken: { readonly line: number; readonly what: string } | null;
  readonly nonFinite: number;
}

/** Counts one JSON Lines text that is pushed in chunks of any size, in UTF-8. */
export class JsonlScan implements TextSink {
  readonly records: RecordTally;
  readonly #lines: JsonLines;
  // Whether what comes next is the beginning of the text.
  #isFirstChunk: boolean;

  /** @param learned what the text's beginning has taught, where this is not it */
  constructor(options: ReadOptions, learned?: Learned) {
    this.#isFirstChunk = learned === undefined;
    this.records = new RecordTally(options, learned);
    this.#lines = new JsonLines(this.records);
  }

  push(chunk: Buffer): void {
    if (this.#isFirstChunk) refuseBinary(chunk);
    this.#isFirstChunk = false;
    this.#lines.push(chunk);
  }

  /** @throws FileProblem where every line is broken */
  end(): FileCount {
    return countOf(this.finish(), this.records.result());
  }

  /** How many lines have ended by a newline, as far as they have been judged: all after `finish`. */
  get lines(): number {
    return this.#lines.ended;
  }

  /** The text ends here, or the part of it, after a newline. */
  finish(): JsonlTally {
    this.#lines.end();
    const { broken, firstBroken, nonFinite } = this.#lines;
    return { samples: this.records.samples, broken, firstBroken, nonFinite };
  }
}

/**
 * What so many lines, with these records, come to.
 *
 * @throws FileProblem where every line is broken
 */
export function countOf(
  { samples, broken, firstBroken, nonFinite }: JsonlTally,
  { columns, eventTime, unreadTime, notes }: RecordResult,
): FileCount {
  const own: string[] = [];
  if (firstBroken !== null) {
    const first = `line ${firstBroken.line + 1} is not JSON: ${firstBroken.what}`;
    if (samples === 0) throw new FileProblem(`${first}; no line holds a JSON value`);
    const verb = broken === 1 ? "is" : "are";
    own.push(`${count(broken, "line")} ${verb} not JSON and not counted: ${first}`);
  }
  if (samples === 0) own.push("empty: no lines");
  own.push(...nonFiniteNote(nonFinite));
  return {
    samples,
    columns,
    eventTime,
    ...(unreadTime !== undefined && { unreadTime }),
    notes: [...own, ...notes],
  };
}
