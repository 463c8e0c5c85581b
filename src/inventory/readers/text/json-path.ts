import { BRACE, BRACKET } from "../../../text/ascii.ts";
import { FileProblem, type ReadOptions } from "../../reader.ts";
import type { JsonMachine } from "./json-machine.ts";
import { JsonObject } from "./json-object.ts";
import { ElementCounter, type JsonShape, type Samples } from "./json-shape.ts";
import { decodeText } from "./json-text.ts";
import { RecordTally } from "./record-tally.ts";

/** An object with the samples in the array, or in the object of columns or records, at a configured path of keys. */
export class JsonPath implements JsonShape {
  readonly #machine: JsonMachine;
  readonly #options: ReadOptions;
  readonly #path: readonly string[];
  readonly #elements: ElementCounter;
  // How many keys of the path lead to the object at hand.
  #matched = 0;
  #isNext = false;
  #isInside = false;
  #isFound = false;
  // The object at the path, if it is not an array.
  #object: JsonObject | null = null;

  constructor(machine: JsonMachine, options: ReadOptions, path: string) {
    this.#machine = machine;
    this.#options = options;
    this.#path = path.split(".");
    this.#elements = new ElementCounter(machine, this.#path.length + 1, new RecordTally(options));
  }

  value(depth: number, firstByte: number): boolean {
    if (this.#isInside) {
      if (this.#object !== null) return this.#object.value(depth, firstByte);
      if (depth === this.#elements.depth) this.#elements.next();
    } else if (this.#isNext) {
      this.#isNext = false;
      if (depth < this.#path.length) {
        if (firstByte === BRACE) this.#matched = depth;
      } else {
        this.#enter(firstByte);
      }
    }
    return false;
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#isInside) {
      const inside = this.#object ?? this.#elements;
      return inside.key(depth, bytes, from, to);
    }
    this.#isNext =
      depth === this.#matched + 1 && decodeText(bytes, from, to) === this.#path[this.#matched];
    return false;
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    const inside = this.#object ?? this.#elements.records;
    inside.scalar(bytes, from, to);
  }

  close(depth: number): void {
    if (this.#isInside) {
      this.#object?.close(depth);
      if (depth !== this.#path.length) return;
      if (this.#object === null) this.#elements.finish();
      this.#isInside = false;
    } else if (depth > 0 && depth === this.#matched) {
      this.#matched--;
    }
  }

  result(): Samples {
    if (!this.#isFound) {
      throw new FileProblem(
        `no array at ${this.#name}; \`records\` names the keys that lead to it`,
      );
    }
    if (this.#object === null) {
      const reading = { records: this.#path.join(".") };
      return { records: this.#elements.records, reading, notes: [] };
    }
    const found = this.#object.found;
    if (found === null) {
      throw new FileProblem(`no array at ${this.#name}: an object, which holds no table`);
    }
    const { records: name, ...reading } = found.reading ?? {};
    const path = [...this.#path, ...(name === undefined ? [] : [name])].join(".");
    return { ...found, reading: { records: path, ...reading } };
  }

  #enter(firstByte: number): void {
    if (firstByte !== BRACKET && firstByte !== BRACE) {
      throw new FileProblem(`no array at ${this.#name}: another value is there`);
    }
    this.#isInside = true;
    this.#isFound = true;
    const depth = this.#path.length;
    this.#object =
      firstByte === BRACE
        ? new JsonObject(this.#machine, new RecordTally(this.#options), this.#options, depth)
        : null;
  }

  get #name(): string {
    return JSON.stringify(this.#path.join("."));
  }
}
