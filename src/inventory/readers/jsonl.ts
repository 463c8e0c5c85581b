import { BRACE, BRACKET, LF, SPACE } from "../../text/ascii.ts";
import { count } from "../../text/quantity.ts";
import {
  type DataFile,
  type FileCount,
  FileProblem,
  type Reader,
  type ReadOptions,
} from "../reader.ts";
import { JsonScan } from "./json.ts";
import { pushText, withPushed } from "./text/chunks.ts";
import { JsonLines } from "./text/json-lines.ts";
import { LINES_NOTE } from "./text/json-sequence.ts";
import { refuseBinary } from "./text/magic.ts";
import { nonFiniteNote } from "./text/non-finite-note.ts";
import { type Learned, type RecordResult, RecordTally } from "./text/record-tally.ts";
import type { TextSink } from "./text/sink.ts";

/**
 * JSON Lines (`.jsonl`, `.ndjson`), plain or compressed: a sample is a line that holds one JSON
 * value, or each object of those with nothing between them. Every line is checked against RFC 8259; broken
 * ones are not counted, but noted. A text that is one array, or values of several lines each, is read as
 * JSON.
 */
export const jsonl: Reader = {
  async read(file, options) {
    const scan = new JsonlScan(options);
    const pushed = await pushText(file, scan, { encoding: options.encoding });
    scan.finish();
    const counted = (scan.mayBeJson ? await asJson(file, options) : null) ?? scan.end();
    return withPushed(counted, file, pushed);
  },
};

/** The count of a text read as other JSON than JSON Lines; null where it cannot be read so either. */
async function asJson(file: DataFile, options: ReadOptions): Promise<FileCount | null> {
  const scan = new JsonScan(options);
  try {
    await pushText(file, scan, { encoding: options.encoding });
    const counted = scan.end();
    const notes = counted.notes.filter((note) => note !== LINES_NOTE);
    const isOne = notes.length === counted.notes.length;
    const what = isOne ? "one JSON value" : "values of several lines each";
    return {
      ...counted,
      reading: { format: "json", ...counted.reading },
      notes: [`${what}, and no JSON Lines: read as JSON, whose usual extension is .json`, ...notes],
    };
  } catch (error) {
    if (error instanceof FileProblem) return null;
    throw error;
  }
}

/** The counts of JSON Lines, or of a part of them. */
export interface JsonlTally {
  readonly samples: number;
  readonly broken: number;
  /** The first line that is not JSON, counted from 0, and what is wrong with it. */
  readonly firstBroken: { readonly line: number; readonly what: string } | null;
  readonly nonFinite: number;
  /** Objects that follow another on its line. */
  readonly followers: number;
  /** Whether the first line seems to hold the names of those below. */
  readonly hasNames: boolean;
}

/** Counts one JSON Lines text that is pushed in chunks of any size, in UTF-8. */
export class JsonlScan implements TextSink {
  readonly records: RecordTally;
  readonly #lines: JsonLines;
  // Whether what comes next is the beginning of the text.
  #isFirstChunk: boolean;
  // Its first byte beyond white space, and the lines above that one's.
  #firstByte = 0;
  #linesAbove = 0;

  /** @param learned what the text's beginning has taught, where this is not it */
  constructor(options: ReadOptions, learned?: Learned) {
    this.#isFirstChunk = learned === undefined;
    this.records = new RecordTally(options, learned);
    this.#lines = new JsonLines(this.records);
  }

  push(chunk: Buffer): void {
    if (this.#isFirstChunk) refuseBinary(chunk);
    this.#isFirstChunk = false;
    if (this.#firstByte === 0) this.#lookForFirst(chunk);
    this.#lines.push(chunk);
  }

  /** Whether the text so far may be one array, or values of several lines each. */
  get mayBeJson(): boolean {
    if (this.#firstByte !== BRACE && this.#firstByte !== BRACKET) return false;
    const { firstBroken } = this.#lines;
    if (firstBroken !== null) return firstBroken.line === this.#linesAbove;
    return this.#firstByte === BRACKET && this.records.samples === 1;
  }

  #lookForFirst(chunk: Buffer): void {
    for (const byte of chunk) {
      if (byte === LF) this.#linesAbove++;
      else if (byte > SPACE) {
        this.#firstByte = byte;
        return;
      }
    }
  }

  /** @throws FileProblem where every line is broken */
  end(): FileCount {
    return summarizeCount(this.finish(), this.records.result());
  }

  /** How many lines have ended by a newline, as far as they have been judged: all after `finish`. */
  get lines(): number {
    return this.#lines.ended;
  }

  /** The text ends here, or the part of it, after a newline. */
  finish(): JsonlTally {
    this.#lines.end();
    const { broken, firstBroken, nonFinite, followers, hasNames } = this.#lines;
    return { samples: this.records.samples, broken, firstBroken, nonFinite, followers, hasNames };
  }
}

/**
 * The count of so many lines with these records.
 *
 * @throws FileProblem where every line is broken
 */
export function summarizeCount(
  { samples, broken, firstBroken, nonFinite, followers, hasNames }: JsonlTally,
  { columns, eventTime, unreadTime, timeFormat, notes }: RecordResult,
): FileCount {
  const own: string[] = [];
  if (firstBroken !== null) {
    const first = `line ${firstBroken.line + 1} is not JSON: ${firstBroken.what}`;
    if (samples === 0) throw new FileProblem(`${first}; no line holds a JSON value`);
    const verb = broken === 1 ? "is" : "are";
    const from = followers > 0 ? " from the fault on" : "";
    own.push(`${count(broken, "line")} ${verb} not JSON and not counted${from}: ${first}`);
  }
  if (samples === 0) own.push("empty: no lines");
  if (followers > 0) {
    const verb = followers === 1 ? "follows" : "follow";
    own.push(`${count(followers, "object")} ${verb} another on its line, each counted as a sample`);
  }
  if (hasNames)
    own.push("the first line is a list of texts above lists of values: perhaps no sample");
  own.push(...nonFiniteNote(nonFinite));
  return {
    samples,
    columns,
    eventTime,
    ...(hasNames && { doubtful: 1 }),
    ...(unreadTime !== undefined && { unreadTime }),
    ...(timeFormat !== undefined && { reading: { time_format: timeFormat } }),
    notes: [...own, ...notes],
  };
}
