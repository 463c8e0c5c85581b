import type { JsonMachine } from "./json-machine.ts";
import type { JsonShape, JsonTally } from "./json-shape.ts";
import type { RecordTally } from "./record-tally.ts";

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
    machine.keyDepth = 1;
    machine.wantedKey = records.wantedKey;
  }

  value(): void {
    this.#finish();
    this.#isOpen = true;
  }

  key(_depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.#records.key(bytes, from, to);
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    this.#records.scalar(bytes, from, to);
  }

  close(): void {
    this.#finish();
  }

  result(): { records: JsonTally; notes: string[] } {
    this.#finish();
    const isOne = this.#records.samples === 1;
    const note = isOne
      ? "neither an array nor an object: counted as one sample"
      : "JSON Lines, each value counted as a sample: the usual extension is .jsonl";
    return { records: this.#records, notes: [note] };
  }

  #finish(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#records.commit();
    this.#machine.wantedKey = this.#records.wantedKey;
  }
}
