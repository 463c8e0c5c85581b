import type { JsonMachine } from "./json-machine.ts";
import type { JsonShape, Samples } from "./json-shape.ts";
import type { RecordTally } from "./record-tally.ts";

export const LINES_NOTE =
  "JSON Lines, each value counted as a sample: the usual extension is .jsonl";

/** Values one after another, JSON Lines under another name; or a single value. */
export class JsonSequence implements JsonShape {
  readonly #machine: JsonMachine;
  readonly #records: RecordTally;
  #isOpen = false;

  /** `records` may hold the first value already. */
  constructor(machine: JsonMachine, records: RecordTally) {
    this.#machine = machine;
    this.#records = records;
    machine.valueDepth = 0;
    machine.bringKeys(1, records);
  }

  value(): boolean {
    this.#finish();
    this.#isOpen = true;
    return false;
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.#records.key(depth - 1, bytes, from, to);
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    this.#records.scalar(bytes, from, to);
  }

  close(): void {
    this.#finish();
  }

  result(): Samples {
    this.#finish();
    const records = this.#records;
    if (records.samples === 1) {
      return { records, notes: ["neither an array nor an object: counted as one sample"] };
    }
    return { records, notes: [LINES_NOTE] };
  }

  #finish(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#records.commit();
    this.#machine.bringKeys(1, this.#records);
  }
}
