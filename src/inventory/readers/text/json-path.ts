import { BRACE, BRACKET } from "../../../ascii.ts";
import { FileProblem } from "../../reader.ts";
import type { JsonMachine } from "./json-machine.ts";
import { ElementCounter, type JsonShape } from "./json-shape.ts";
import { textOf } from "./json-text.ts";
import type { RecordTally } from "./record-tally.ts";

/** An object with the samples in the array at a configured path of keys. */
export class JsonPath implements JsonShape {
  readonly #path: readonly string[];
  readonly #elements: ElementCounter;
  // How many keys of the path lead to the object at hand.
  #matched = 0;
  #isNext = false;
  #isInside = false;
  #isFound = false;

  constructor(machine: JsonMachine, records: RecordTally, path: string) {
    this.#path = path.split(".");
    this.#elements = new ElementCounter(machine, this.#path.length + 1, records);
  }

  value(depth: number, firstByte: number): void {
    if (this.#isInside) {
      if (depth === this.#elements.depth) this.#elements.next();
    } else if (this.#isNext) {
      this.#isNext = false;
      if (depth < this.#path.length) {
        if (firstByte === BRACE) this.#matched = depth;
      } else if (firstByte === BRACKET) {
        this.#isInside = true;
        this.#isFound = true;
      } else {
        throw new FileProblem(`no array at ${this.#name}: another value is there`);
      }
    }
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#isInside) return this.#elements.records.key(bytes, from, to);
    this.#isNext =
      depth === this.#matched + 1 && textOf(bytes, from, to) === this.#path[this.#matched];
    return false;
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    this.#elements.records.scalar(bytes, from, to);
  }

  close(depth: number): void {
    if (this.#isInside && depth === this.#path.length) {
      this.#elements.finish();
      this.#isInside = false;
    } else if (!this.#isInside && depth > 0 && depth === this.#matched) {
      this.#matched--;
    }
  }

  result(): { records: RecordTally; notes: string[] } {
    if (!this.#isFound) {
      throw new FileProblem(
        `no array at ${this.#name}; \`records\` names the keys that lead to it`,
      );
    }
    return { records: this.#elements.records, notes: [] };
  }

  get #name(): string {
    return JSON.stringify(this.#path.join("."));
  }
}
