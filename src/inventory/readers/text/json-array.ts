import { BRACE, BRACKET } from "../../../text/ascii.ts";
import { count } from "../../../text/quantity.ts";
import type { JsonMachine } from "./json-machine.ts";
import { ElementCounter, type JsonShape, type JsonTally, type Samples } from "./json-shape.ts";
import type { RecordTally } from "./record-tally.ts";

/** An array: its elements are the samples, unless each is a plain text or number, as in a list of names. */
export class JsonArray implements JsonShape {
  readonly #elements: ElementCounter;
  #holdsRecords = false;

  constructor(machine: JsonMachine, records: RecordTally) {
    this.#elements = new ElementCounter(machine, 1, records);
  }

  value(depth: number, firstByte: number): boolean {
    if (depth !== 1) return false;
    this.#holdsRecords ||= firstByte === BRACE || firstByte === BRACKET;
    this.#elements.next();
    return false;
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.#elements.key(depth, bytes, from, to);
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    this.#elements.records.scalar(bytes, from, to);
  }

  close(depth: number): void {
    if (depth === 0) this.#elements.finish();
  }

  result(): Samples {
    const { records } = this.#elements;
    if (this.#holdsRecords || records.samples === 0) return { records, notes: [] };
    const note = `a list of ${count(records.samples, "plain value")}: no samples`;
    return { records: NO_RECORDS, notes: [note] };
  }
}

const NO_RECORDS: JsonTally = {
  samples: 0,
  result: () => ({ columns: null, eventTime: null, notes: [] }),
};
