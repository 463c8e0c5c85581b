import type { JsonMachine } from "./json-machine.ts";
import { ElementCounter, type JsonShape } from "./json-shape.ts";
import type { RecordTally } from "./record-tally.ts";

/** An array: its elements are the samples. */
export class JsonArray implements JsonShape {
  readonly #elements: ElementCounter;

  constructor(machine: JsonMachine, records: RecordTally) {
    this.#elements = new ElementCounter(machine, 1, records);
  }

  value(depth: number): void {
    if (depth === 1) this.#elements.next();
  }

  key(_depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.#elements.records.key(bytes, from, to);
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    this.#elements.records.scalar(bytes, from, to);
  }

  close(depth: number): void {
    if (depth === 0) this.#elements.finish();
  }

  result(): { records: RecordTally; notes: string[] } {
    return { records: this.#elements.records, notes: [] };
  }
}
