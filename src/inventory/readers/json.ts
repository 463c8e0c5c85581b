import { BRACE, BRACKET } from "../../text/ascii.ts";
import { type FileCount, FileProblem, type Reader, type ReadOptions } from "../reader.ts";
import { pushText, withPushed } from "./text/chunks.ts";
import { JsonArray } from "./text/json-array.ts";
import { JsonError, type JsonListener } from "./text/json-listener.ts";
import { JsonMachine } from "./text/json-machine.ts";
import { JsonObject } from "./text/json-object.ts";
import { JsonPath } from "./text/json-path.ts";
import { JsonSequence } from "./text/json-sequence.ts";
import type { JsonShape } from "./text/json-shape.ts";
import { refuseBinary } from "./text/magic.ts";
import { nonFiniteNote } from "./text/non-finite-note.ts";
import { RecordTally } from "./text/record-tally.ts";

/**
 * One JSON value (`.json`), plain or compressed, checked throughout against RFC 8259. The samples
 * are an array's elements; {@link JsonObject} says which are an object's. Values that follow each
 * other, each on a new line, are read as JSON Lines, and so are objects with nothing between them.
 */
export const json: Reader = {
  async read(file, options) {
    const scan = new JsonScan(options);
    const pushed = await pushText(file, scan, { encoding: options.encoding });
    return withPushed(scan.end(), file, pushed);
  },
};

/** Counts the samples of one JSON text that is pushed in chunks of any size, in UTF-8. */
export class JsonScan {
  readonly #options: ReadOptions;
  readonly #machine: JsonMachine;
  readonly #records: RecordTally;
  #shape: JsonShape | null = null;
  #isFirstChunk = true;

  constructor(options: ReadOptions) {
    this.#options = options;
    this.#records = new RecordTally(options);
    this.#machine = new JsonMachine(this.#opening());
    this.#machine.mayFollow = (firstByte) => this.#follow(firstByte);
  }

  /** @throws FileProblem where the text is not JSON */
  push(chunk: Buffer): void {
    if (this.#isFirstChunk) refuseBinary(chunk);
    this.#isFirstChunk = false;
    this.#machine.begin();
    try {
      this.#machine.push(chunk, 0, chunk.length);
    } catch (error) {
      throw toProblem(error);
    }
  }

  /** @throws FileProblem where the text ends too early, or holds no samples where they should be */
  end(): FileCount {
    try {
      this.#machine.end();
    } catch (error) {
      throw toProblem(error);
    }
    if (this.#shape === null) throw new FileProblem("empty: no JSON value");
    const { records, doubtful, reading, notes: own } = this.#shape.result();
    const { columns, eventTime, unreadTime, timeFormat, notes } = records.result();
    return {
      samples: records.samples,
      columns,
      eventTime,
      ...(doubtful !== undefined && { doubtful }),
      ...(unreadTime !== undefined && { unreadTime }),
      reading: { ...reading, ...(timeFormat !== undefined && { time_format: timeFormat }) },
      notes: [...own, ...nonFiniteNote(this.#machine.nonFinite), ...notes],
    };
  }

  /** Listens to the first byte of the value, which decides who listens to the rest. */
  #opening(): JsonListener {
    return {
      value: (depth, firstByte) => {
        this.#shape = this.#detectShape(firstByte);
        this.#machine.listener = this.#shape;
        return this.#shape.value(depth, firstByte);
      },
      key: () => false,
      scalar() {},
      close() {},
    };
  }

  #detectShape(firstByte: number): JsonShape {
    const { records } = this.#options;
    if (firstByte === BRACE) {
      return records === undefined
        ? new JsonObject(this.#machine, this.#records, this.#options)
        : new JsonPath(this.#machine, this.#options, records);
    }
    if (records !== undefined) {
      throw new FileProblem(
        `no object with an array at ${JSON.stringify(records)}; without \`records\` it may be counted`,
      );
    }
    return firstByte === BRACKET
      ? new JsonArray(this.#machine, new RecordTally(this.#options))
      : new JsonSequence(this.#machine, this.#records);
  }

  /** Whether a value may follow another: as in JSON Lines, or on the line of an object. */
  #follow(firstByte: number): boolean {
    if (this.#options.records !== undefined) return false;
    if (firstByte !== BRACE && firstByte !== BRACKET) return false;
    if (this.#shape instanceof JsonSequence) return true;
    if (this.#shape instanceof JsonArray) this.#records.commit();
    this.#shape = new JsonSequence(this.#machine, this.#records);
    this.#machine.listener = this.#shape;
    return true;
  }
}

function toProblem(error: unknown): unknown {
  if (!(error instanceof JsonError)) return error;
  const prefix = error.isTruncation ? "truncated" : "not JSON";
  return new FileProblem(`${prefix}: ${error.message}`, { cause: error });
}
