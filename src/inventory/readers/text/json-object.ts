import { JsonColumns } from "./json-columns.ts";
import type { JsonMachine } from "./json-machine.ts";
import { ElementCounter, type JsonShape, type JsonTally } from "./json-shape.ts";
import { textOf } from "./json-text.ts";
import { RecordTally, type RecordTallyOptions } from "./record-tally.ts";

/**
 * An object of which nobody said where its samples are.
 *
 * - One array of objects among its members, or one array named `data`, `records` …: its elements.
 * - Members that are all objects with the same keys "0", "1", …: columns, as pandas writes them.
 * - Else the object itself is the one sample.
 */
export class JsonObject implements JsonShape {
  readonly #options: RecordTallyOptions;
  /** The object as a record. */
  readonly #self: RecordTally;
  readonly #elements: ElementCounter;
  readonly #columns: JsonColumns;
  readonly #arrays: Member[] = [];
  #arrayCount = 0;
  #name = "";
  #array: Member | null = null;
  #kind = 0;

  constructor(machine: JsonMachine, self: RecordTally, options: RecordTallyOptions) {
    this.#options = options;
    this.#self = self;
    this.#elements = new ElementCounter(machine, 2, self);
    this.#columns = new JsonColumns(options);
  }

  value(depth: number, firstByte: number): void {
    if (depth === 1) this.#beginMember(firstByte);
    else if (depth === 2 && this.#array !== null) {
      if (this.#array.records.samples === 0) this.#array.holdsObjects ||= firstByte === BRACE;
      this.#elements.next();
    }
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (depth === 1) {
      this.#name = textOf(bytes, from, to);
      this.#kind = MEMBER;
      return this.#self.key(bytes, from, to);
    }
    if (depth === 2) {
      this.#kind = COLUMN_VALUE;
      return this.#columns.key(bytes, from, to);
    }
    this.#kind = ELEMENT;
    return this.#array !== null && this.#elements.records.key(bytes, from, to);
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    if (this.#kind === MEMBER) this.#self.scalar(bytes, from, to);
    else if (this.#kind === COLUMN_VALUE) this.#columns.scalar(bytes, from, to);
    else this.#elements.records.scalar(bytes, from, to);
  }

  close(depth: number): void {
    if (depth === 1) this.#endMember();
    if (depth === 0) this.#self.commit();
  }

  result(): { records: JsonTally; notes: string[] } {
    const array = this.#samplesArray();
    if (array !== null) {
      const name = JSON.stringify(array.name);
      return { records: array.records, notes: [`an object: the elements of ${name} are counted`] };
    }
    if (this.#columns.areColumns) {
      return { records: this.#columns, notes: ["an object of columns: its rows are counted"] };
    }
    return { records: this.#self, notes: [this.#selfNote()] };
  }

  #beginMember(firstByte: number): void {
    this.#columns.begin(this.#name, firstByte === BRACE);
    if (firstByte !== BRACKET) return;
    this.#arrayCount++;
    if (this.#arrays.length >= ARRAYS_LIMIT) return;
    const records = new RecordTally(this.#options);
    this.#array = { name: this.#name, records, holdsObjects: false };
    this.#arrays.push(this.#array);
    this.#elements.turnTo(records);
  }

  #endMember(): void {
    if (this.#array !== null) this.#elements.finish();
    this.#array = null;
    this.#columns.end();
  }

  #samplesArray(): Member | null {
    if (this.#arrayCount > this.#arrays.length) return null;
    const named = this.#arrays.filter(({ name }) => USUAL_NAMES.has(name.toLowerCase()));
    if (named.length === 1) return named[0] as Member;
    const tables = this.#arrays.filter(({ holdsObjects }) => holdsObjects);
    return tables.length === 1 ? (tables[0] as Member) : null;
  }

  #selfNote(): string {
    const hint = "if it holds several, name the array that holds them by `records`";
    if (this.#arrays.length === 0) return `one object, counted as one sample: ${hint}`;
    const names = this.#arrays.slice(0, 3).map(({ name }) => JSON.stringify(name));
    const more = this.#arrayCount > names.length ? ", …" : "";
    return `one object with arrays (${names.join(", ")}${more}), counted as one sample: ${hint}`;
  }
}

interface Member {
  readonly name: string;
  readonly records: RecordTally;
  holdsObjects: boolean;
}

const USUAL_NAMES = new Set([
  "data",
  "records",
  "rows",
  "items",
  "samples",
  "examples",
  "instances",
]);
const ARRAYS_LIMIT = 16;

const MEMBER = 1;
const COLUMN_VALUE = 2;
const ELEMENT = 3;

const BRACKET = 0x5b;
const BRACE = 0x7b;
