import { BRACE, BRACKET } from "../../../text/ascii.ts";
import { count } from "../../../text/quantity.ts";
import type { Reading, ReadOptions } from "../../reader.ts";
import { FileProblem } from "../../reader.ts";
import { JsonColumns } from "./json-columns.ts";
import { JsonLabels } from "./json-labels.ts";
import type { JsonMachine } from "./json-machine.ts";
import { JsonMembers } from "./json-members.ts";
import { ElementCounter, type JsonShape, type Samples } from "./json-shape.ts";
import { JsonSplit } from "./json-split.ts";
import { decodeText } from "./json-text.ts";
import { RecordTally } from "./record-tally.ts";

/**
 * An object for which the configuration does not say where its samples are.
 *
 * - Members that are all lists of as many values: columns; pandas and many APIs write them.
 * - One array of objects among its members, or one array named `data`, `records` …: its elements.
 * - Members that are all objects with the same keys: columns of rows "0", "1", …, or else records;
 *   pandas writes both.
 * - Else the object itself is the one sample.
 *
 * The words of pandas for these, `list`, `columns` and `index`, are those of the configuration's `orient`.
 */
export class JsonObject implements JsonShape {
  readonly #options: ReadOptions;
  // How many containers the object lies in.
  readonly #depth: number;
  /** The object as a record. */
  readonly #self: RecordTally;
  readonly #elements: ElementCounter;
  readonly #lists: JsonColumns;
  readonly #columns: JsonColumns;
  readonly #members: JsonMembers;
  /** The names of the rows, where the members are columns, and of the members. */
  readonly #rowLabels = new JsonLabels();
  readonly #memberLabels = new JsonLabels();
  readonly #arrays: Member[] = [];
  #arrayCount = 0;
  #hasInnerArray = false;
  #name = "";
  #array: Member | null = null;
  #isInArray = false;
  readonly #split: JsonSplit;
  readonly #machine: JsonMachine;
  // Who wants the value at hand.
  #wanting = 0;

  /** @param depth how many containers the object lies in */
  constructor(machine: JsonMachine, self: RecordTally, options: ReadOptions, depth = 0) {
    this.#options = options;
    this.#depth = depth;
    this.#self = self;
    this.#elements = new ElementCounter(machine, depth + 2, self);
    this.#split = new JsonSplit(options);
    this.#machine = machine;
    this.#lists = new JsonColumns(options);
    this.#columns = new JsonColumns(options);
    this.#members = new JsonMembers(options);
  }

  value(depth: number, firstByte: number): boolean {
    const level = depth - this.#depth;
    if (level === 1) this.#beginMember(firstByte);
    if (level === 3 && this.#isOfSplit) {
      const isWanted = this.#split.value(this.#elements.records);
      this.#wanting = isWanted ? ELEMENT : 0;
      return isWanted;
    }
    if (level !== 2) return false;
    if (!this.#isInArray) {
      if (firstByte === BRACKET) this.#hasInnerArray = true;
      this.#members.value(firstByte);
      return false;
    }
    if (this.#array !== null) {
      if (this.#array.records.samples === 0) {
        this.#array.holdsObjects ||= firstByte === BRACE;
        this.#array.holdsRecords ||= firstByte === BRACE || firstByte === BRACKET;
      }
      this.#elements.next();
    }
    this.#split.beginRow();
    // A list of objects is a table of its own.
    if (firstByte === BRACE) this.#lists.refuse();
    this.#lists.value(firstByte);
    this.#wanting = this.#lists.row() ? LISTS : 0;
    if (this.#name === "columns" && this.#split.label(firstByte)) this.#wanting |= NAME;
    if (this.#name === "index" && this.#split.label(firstByte)) this.#wanting |= INDEX;
    return this.#wanting !== 0;
  }

  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    const level = depth - this.#depth;
    this.#wanting = 0;
    if (level === 1) {
      this.#name = decodeText(bytes, from, to);
      this.#memberLabels.add(bytes, from, to);
    }
    if (level > 1 && this.#isInArray) {
      const isWanted = this.#array !== null && this.#elements.key(depth, bytes, from, to);
      if (isWanted) this.#wanting = ELEMENT;
      return isWanted;
    }
    if (this.#self.key(level - 1, bytes, from, to)) this.#wanting |= SELF;
    if (level === 2) {
      this.#rowLabels.add(bytes, from, to);
      if (this.#columns.row()) this.#wanting |= COLUMNS;
      if (this.#members.key(bytes, from, to)) this.#wanting |= MEMBERS;
    } else if (level > 2 && this.#members.keyWithin(level - 2, bytes, from, to)) {
      this.#wanting |= MEMBERS;
    }
    return this.#wanting !== 0;
  }

  scalar(bytes: Uint8Array, from: number, to: number): void {
    const wanting = this.#wanting;
    if (wanting & LISTS) this.#lists.scalar(bytes, from, to);
    if (wanting & NAME) this.#split.addName(bytes, from, to);
    if (wanting & INDEX) this.#split.addIndex(bytes, from, to);
    if (wanting & SELF) this.#self.scalar(bytes, from, to);
    if (wanting & COLUMNS) this.#columns.scalar(bytes, from, to);
    if (wanting & MEMBERS) this.#members.records.scalar(bytes, from, to);
    if (wanting & ELEMENT) this.#elements.records.scalar(bytes, from, to);
  }

  close(depth: number): void {
    if (depth === this.#depth + 1) this.#endMember();
    if (depth === this.#depth) this.#self.commit();
  }

  result(): Samples {
    return this.found ?? { records: this.#self, notes: [this.#selfNote()] };
  }

  /**
   * The samples that are in the object; null where it is one itself.
   *
   * @throws FileProblem where it is not what `orient` says
   */
  get found(): Samples | null {
    const { orient } = this.#options;
    if (orient !== undefined) return this.#stated(orient);
    if (this.#areLists()) return this.#ofLists();
    const array = this.#samplesArray();
    if (array !== null) {
      const note = `an object: the elements of ${JSON.stringify(array.name)} are counted`;
      // Whoever states the array alone does not state where its names are.
      if (array.name === "data" && this.#split.hasNames) {
        return { records: this.#split.timed(array.records), notes: [note] };
      }
      return { records: array.records, notes: [note], reading: { records: array.name } };
    }
    if (this.#areColumns()) return this.#ofColumns();
    return this.#areRecords() ? this.#ofMembers() : null;
  }

  #stated(orient: NonNullable<ReadOptions["orient"]>): Samples {
    if (orient === "list" && this.#lists.arePossible) return withoutRemark(this.#ofLists());
    if (orient === "columns" && this.#columns.arePossible) return withoutRemark(this.#ofColumns());
    if (orient === "index" && this.#members.areAlike) return withoutRemark(this.#ofMembers());
    throw new FileProblem(`its members are no ${WORDS[orient]}: correct \`orient\``);
  }

  #ofLists(): Samples {
    const records = this.#lists;
    const rows = count(records.samples, "row");
    const note = `an object of lists of equal length: its ${rows} are counted`;
    const reading = { orient: "list" };
    // A split of identifiers, or the losses of a training, look alike.
    const isTable = records.areOfKinds || holdsTimes(records);
    return isTable || records.samples === 0
      ? { records, reading, notes: [note] }
      : {
          records,
          reading,
          doubtful: records.samples,
          notes: [
            `${note}; all hold values of one kind, so that they may be no samples: state \`orient: list\` under \`sources\`, or leave the file out`,
          ],
        };
  }

  #ofColumns(): Samples {
    const notes = ["an object of columns: its rows are counted"];
    return { records: this.#columns, notes, reading: { orient: "columns" } };
  }

  #ofMembers(): Samples {
    return { records: this.#members.records, notes: [MEMBERS_NOTE], reading: { orient: "index" } };
  }

  #beginMember(firstByte: number): void {
    this.#lists.begin(this.#name, firstByte === BRACKET);
    this.#columns.begin(this.#name, firstByte === BRACE);
    this.#members.begin(firstByte === BRACE);
    this.#isInArray = firstByte === BRACKET;
    if (firstByte !== BRACKET) return;
    if (this.#isOfSplit) this.#machine.valueDepth = this.#depth + 3;
    this.#arrayCount++;
    if (this.#arrays.length >= ARRAYS_LIMIT) return;
    const records = new RecordTally(this.#options);
    this.#array = { name: this.#name, records, holdsObjects: false, holdsRecords: false };
    this.#arrays.push(this.#array);
    this.#elements.turnTo(records);
  }

  #endMember(): void {
    if (this.#array !== null) {
      this.#elements.finish();
      this.#elements.turnTo(this.#self);
    }
    this.#machine.valueDepth = this.#depth + 2;
    this.#array = null;
    this.#isInArray = false;
    this.#lists.end();
    this.#columns.end();
    this.#members.end();
  }

  /** Whether the member at hand is the rows beside whose names pandas' `split` writes. */
  get #isOfSplit(): boolean {
    return this.#isInArray && this.#name === "data" && this.#split.hasNames;
  }

  #areLists(): boolean {
    // One list may be anything; pandas' `split` names its columns beside its rows.
    return (
      this.#lists.arePossible && this.#lists.count > 1 && !this.#lists.names.includes("columns")
    );
  }

  #areColumns(): boolean {
    if (!this.#columns.arePossible) return false;
    const rows = this.#rowLabels;
    if (rows.areWhole) return true;
    if (rows.areNumeric && !this.#memberLabels.areWhole) return true;
    if (!this.#areRecords()) return false;
    return this.#members.areRatherColumns || this.#isTimeColumn();
  }

  /** Whether a member holds times by its name, and none of the keys within the members does. */
  #isTimeColumn(): boolean {
    return holdsTimes(this.#columns) && !holdsTimes(this.#members.records);
  }

  #areRecords(): boolean {
    // An object in an object may be anything, unless it has the name of a row.
    const isEnough = this.#members.count > 1 || this.#memberLabels.areNumeric;
    return this.#members.areAlike && isEnough;
  }

  #samplesArray(): Member | null {
    if (this.#arrayCount > this.#arrays.length) return null;
    // A list of plain texts or numbers holds no samples, whatever it is called.
    const named = this.#arrays.filter(
      ({ name, holdsRecords }) => holdsRecords && USUAL_NAMES.has(name.toLowerCase()),
    );
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

  /** Only what can be followed: `records` leads to arrays, and to objects of them. */
  #advice(): string {
    if (this.#arrayCount > 0)
      return "if it holds several, name the array that holds them by `records`";
    return this.#hasInnerArray
      ? "if it holds several in an array, name the keys that lead there by `records`"
      : "if it holds several, write them as one array, or as JSON Lines";
  }
}

function holdsTimes(tally: Samples["records"]): boolean {
  const { eventTime, unreadTime } = tally.result();
  return eventTime !== null || unreadTime !== undefined;
}

/** The same without the remark: the user stated it. */
function withoutRemark({ records, reading }: Samples): Samples {
  return { records, ...(reading && { reading: reading as Reading }), notes: [] };
}

interface Member {
  readonly name: string;
  readonly records: RecordTally;
  holdsObjects: boolean;
  /** Whether its elements are objects or arrays, as far as they have been seen. */
  holdsRecords: boolean;
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
  "an object of objects with the same keys: each of its members is counted as a sample; if they are columns, state `orient: columns` under `sources`";

const WORDS = {
  list: "lists of equal length",
  columns: "objects with as many values each",
  index: "objects with the same keys",
} as const;

const LISTS = 1;
const SELF = 2;
const COLUMNS = 4;
const MEMBERS = 8;
const ELEMENT = 16;
const NAME = 32;
const INDEX = 64;
