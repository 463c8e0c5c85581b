import { count } from "../../quantity.ts";
import { type FileCount, FileProblem, type Reader, type ReadOptions } from "../reader.ts";
import { pushText } from "./text/chunks.ts";
import { JsonLines } from "./text/json-lines.ts";
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
  readonly #lines: JsonLines;
  #isFirstChunk = true;

  constructor(options: ReadOptions) {
    this.#records = new RecordTally(options);
    this.#lines = new JsonLines(this.#records);
  }

  push(chunk: Buffer): void {
    if (this.#isFirstChunk) refuseBinary(chunk);
    this.#isFirstChunk = false;
    this.#lines.push(chunk);
  }

  /** @throws FileProblem where every line is broken */
  end(): FileCount {
    const lines = this.#lines;
    lines.end();
    const { samples } = this.#records;
    if (samples === 0 && lines.broken > 0) {
      throw new FileProblem(`${lines.firstBroken}; no line holds a JSON value`);
    }
    const { columns, eventTime, notes } = this.#records.result();
    const own: string[] = [];
    if (samples === 0) own.push("empty: no lines");
    if (lines.broken > 0) {
      const verb = lines.broken === 1 ? "is" : "are";
      own.push(
        `${count(lines.broken, "line")} ${verb} not JSON and not counted: ${lines.firstBroken}`,
      );
    }
    own.push(...nonFiniteNote(lines.nonFinite));
    return { samples, columns, eventTime, notes: [...own, ...notes] };
  }
}
