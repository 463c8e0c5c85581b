import { BRACE, BRACKET } from "../../../ascii.ts";
import { JsonColumns } from "./json-columns.ts";
import { JsonLabels } from "./json-labels.ts";
import type { JsonMachine } from "./json-machine.ts";
import { JsonMembers } from "./json-members.ts";
import { ElementCounter, type JsonShape, type JsonTally } from "./json-shape.ts";
import { textOf } from "./json-text.ts";
import { RecordTally, type RecordTallyOptions } from "./record-tally.ts";

/**
 * An object of which nobody said where its samples are.
 *
 * - One array of objects among its members, or one array named `data`, `records` …: its elements.
 * - Members that are all objects with the same keys: columns of rows "0", "1", …, or else records;
 *   pandas writes both.
 * - Else the object itself is the one sample.
 */
export class JsonObject implements JsonShape {
  readonly #options: RecordTallyOptions;
  /** The object as a record. */
  readonly #self: RecordTally;
  readonly #elements: ElementCounter;
  readonly #columns: JsonColumns;
  readonly #members: JsonMembers;
  readonly #memberLabels = new JsonLabels();
  readonly #arrays: Member[] = [];
  #arrayCount = 0;
  #hasInnerArray = false;
  #name = "";
  #array: Member | null = null;
  #kind = 0;
  #isWantedOfColumn = false;
  #isWantedOfMember = false;

  constructor(machine: JsonMachine, self: RecordTally, options: RecordTallyOptions) {
    this.#options = options;
    this.#self = self;
    this.#elements = new ElementCounter(machine, 2, self);
    this.#columns = new JsonColumns(options);
    this.#members = new JsonMembers(options);
  }

  value(depth: number, firstByte: number): void {
    if (depth === 1) this.#beginMember(firstByte);
    else if (depth === 2 && this.#array !== null) {
      if (this.#array.records.samples === 0) this.#array.holdsObjects ||= firstByte === BRACE;
      this.#elements.next();
    } else if (depth === 2) {
      if (firstByte === BRACKET) this.#hasInnerArray = true;
      this.#members.value(firstByte);
    }
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (depth === 1) {
      this.#name = textOf(bytes, from, to);
      this.#kind = MEMBER;
      this.#memberLabels.add(bytes, from, to);
      return this.#self.key(bytes, from, to);
    }
    if (depth === 2) {
      this.#kind = INNER;
      this.#isWantedOfColumn = this.#columns.key(bytes, from, to);
      this.#isWantedOfMember = this.#members.key(bytes, from, to);
      return this.#isWantedOfColumn || this.#isWantedOfMember;
    }
    this.#kind = ELEMENT;
    return this.#array !== null && this.#elements.records.key(bytes, from, to);
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    if (this.#kind === MEMBER) this.#self.scalar(bytes, from, to);
    else if (this.#kind === INNER) {
      if (this.#isWantedOfColumn) this.#columns.scalar(bytes, from, to);
      if (this.#isWantedOfMember) this.#members.records.scalar(bytes, from, to);
    } else this.#elements.records.scalar(bytes, from, to);
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
    if (this.#areColumns()) {
      return { records: this.#columns, notes: ["an object of columns: its rows are counted"] };
    }
    if (this.#areRecords()) return { records: this.#members.records, notes: [MEMBERS_NOTE] };
    return { records: this.#self, notes: [this.#selfNote()] };
  }

  #beginMember(firstByte: number): void {
    this.#columns.begin(this.#name, firstByte === BRACE);
    this.#members.begin(firstByte === BRACE);
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
    this.#members.end();
  }

  #areColumns(): boolean {
    if (!this.#columns.arePossible) return false;
    const rows = this.#columns.labels;
    if (rows.areWhole) return true;
    if (rows.areNumeric && !this.#memberLabels.areWhole) return true;
    if (!this.#areRecords()) return false;
    return this.#members.areRatherColumns || this.#isTimeColumn();
  }

  /** Whether a member holds times by its name, and none of the keys within the members does. */
  #isTimeColumn(): boolean {
    const [columns, records] = [this.#columns.result(), this.#members.records.result()];
    const holdsTimes = ({ eventTime, unreadTime }: typeof columns) =>
      eventTime !== null || unreadTime !== undefined;
    return holdsTimes(columns) && !holdsTimes(records);
  }

  #areRecords(): boolean {
    // An object in an object may be anything, unless it has the name of a row.
    const isEnough = this.#members.count > 1 || this.#memberLabels.areNumeric;
    return this.#members.areAlike && isEnough;
  }

  #samplesArray(): Member | null {
    if (this.#arrayCount > this.#arrays.length) return null;
    const named = this.#arrays.filter(({ name }) => USUAL_NAMES.has(name.toLowerCase()));
    if (named.length === 1) return named[0] as Member;
    const tables = this.#arrays.filter(({ holdsObjects }) => holdsObjects);
    return tables.length === 1 ? (tables[0] as Member) : null;
  }

  #selfNote(): string {
    if (this.#arrayCount === 0) return `one object, counted as one sample: ${this.#advice()}`;
    const names = this.#arrays.slice(0, 3).map(({ name }) => JSON.stringify(name));
    const more = this.#arrayCount > names.length ? ", …" : "";
    return `one object with arrays (${names.join(", ")}${more}), counted as one sample: ${this.#advice()}`;
  }

  /** Only what can be followed: `records` leads to arrays. */
  #advice(): string {
    if (this.#arrayCount > 0)
      return "if it holds several, name the array that holds them by `records`";
    return this.#hasInnerArray
      ? "if it holds several in an array, name the keys that lead there by `records`"
      : "if it holds several, write them as one array, or as JSON Lines";
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
const MEMBERS_NOTE =
  "an object of objects with the same keys: each of its members is counted as a sample; if they are columns, write an array of rows instead";

const MEMBER = 1;
const INNER = 2;
const ELEMENT = 3;
