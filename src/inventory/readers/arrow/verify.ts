import { FileProblem } from "../../reader.ts";

/**
 * Checks that all that the metadata of a message, or the footer of a file, refer to lies within their own
 * bytes, aligned, and texts end in a zero, as Arrow's libraries do before they read any of it: a damaged byte
 * anywhere in it is mostly noticed so.
 *
 * Source: flatbuffers::Verifier, by the tables of Message.fbs, Schema.fbs and File.fbs
 *
 * @throws FileProblem where it does not
 */
export function verifyMessage(bytes: Uint8Array): void {
  new Verifier(bytes).root(MESSAGE);
}

/** As {@link verifyMessage}, of the footer of a file. */
export function verifyFooter(bytes: Uint8Array): void {
  new Verifier(bytes).root(FOOTER);
}

/** How the fields of a table are laid out, by their numbers. */
type Shape = readonly Check[];
interface Check {
  /** Checks the field at `at`; `kind` is the value of the field before, which says of what type a union is. */
  (verifier: Verifier, at: number, kind: number): void;
  readonly isRequired?: true;
}

/** Of a field without which Arrow's libraries read nothing, though the format does not demand it. */
const required = (check: Check): Check =>
  Object.assign((...[verifier, at, kind]: Parameters<Check>) => check(verifier, at, kind), {
    isRequired: true as const,
  });

const scalar =
  (bytes: number): Check =>
  (verifier, at) =>
    verifier.need(at, bytes, bytes);
const text: Check = (verifier, at) => verifier.text(at);
/** A list of numbers or structs of so many bytes. */
const list =
  (bytes: number): Check =>
  (verifier, at) => {
    verifier.list(at, bytes);
  };
const table =
  (shape: () => Shape): Check =>
  (verifier, at) =>
    verifier.table(verifier.target(at), shape());
const tables =
  (shape: () => Shape): Check =>
  (verifier, at) =>
    verifier.tables(at, shape());
const union =
  (shapes: Readonly<Record<number, Shape>>): Check =>
  (verifier, at, kind) => {
    const shape = shapes[kind];
    if (shape === undefined)
      throw new FileProblem(`corrupt: its metadata has a part of type ${kind}`);
    verifier.table(verifier.target(at), shape);
  };

const [BYTE, SHORT, INT, LONG] = [scalar(1), scalar(2), scalar(4), scalar(8)];
const NO_FIELDS: Shape = [];

const KEY_VALUE: Shape = [text, text];
const INT_TYPE: Shape = [INT, BYTE];
/** By the number of the type in Schema.fbs. */
const TYPES: Readonly<Record<number, Shape>> = {
  ...Object.fromEntries(Array.from({ length: 26 }, (_, type) => [type + 1, NO_FIELDS])),
  2: INT_TYPE,
  3: [SHORT],
  7: [INT, INT, INT],
  8: [SHORT],
  9: [SHORT, INT],
  10: [SHORT, text],
  11: [SHORT],
  14: [SHORT, list(4)],
  15: [INT],
  16: [INT],
  17: [BYTE],
  18: [SHORT],
};
const DICTIONARY: Shape = [LONG, required(table(() => INT_TYPE)), BYTE, SHORT];
const FIELD: Shape = [
  ...[text, BYTE, BYTE, required(union(TYPES)), table(() => DICTIONARY)],
  ...[tables(() => FIELD), tables(() => KEY_VALUE)],
];
const SCHEMA: Shape = [SHORT, required(tables(() => FIELD)), tables(() => KEY_VALUE), list(8)];
const PACKING: Shape = [BYTE, BYTE];
const RECORD_BATCH: Shape = [
  ...[LONG, required(list(16)), required(list(16)), table(() => PACKING), list(8)],
];
const DICTIONARY_BATCH: Shape = [LONG, required(table(() => RECORD_BATCH)), BYTE];
const MESSAGE: Shape = [
  ...[SHORT, BYTE, union({ 1: SCHEMA, 2: DICTIONARY_BATCH, 3: RECORD_BATCH })],
  ...[LONG, tables(() => KEY_VALUE)],
];
const FOOTER: Shape = [SHORT, table(() => SCHEMA), list(24), list(24), tables(() => KEY_VALUE)];

const MOST_DEPTH = 128;

class Verifier {
  readonly #view: DataView;
  #depth = 0;
  #tables = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  root(shape: Shape): void {
    this.table(this.target(0), shape);
  }

  need(at: number, bytes: number, alignment: number): void {
    const { byteLength } = this.#view;
    if (!(at >= 0 && at % alignment === 0 && at + bytes <= byteLength)) {
      throw new FileProblem("corrupt: its metadata points outside itself");
    }
  }

  /** The place that the offset at `at` points to. */
  target(at: number): number {
    this.need(at, 4, 4);
    const offset = this.#view.getUint32(at, true);
    if (offset === 0) throw new FileProblem("corrupt: its metadata points to nothing");
    this.need(at + offset, 1, 1);
    return at + offset;
  }

  table(at: number, shape: Shape): void {
    this.need(at, 4, 4);
    const view = this.#view;
    const layout = at - view.getInt32(at, true);
    this.need(layout, 2, 2);
    const bytes = view.getUint16(layout, true);
    this.need(layout, bytes, 1);
    // Damaged offsets may lead back to the same table again and again.
    const isTooMuch = ++this.#depth > MOST_DEPTH || ++this.#tables > view.byteLength;
    if (isTooMuch || bytes % 2 === 1)
      throw new FileProblem("corrupt: its metadata nests too deeply");
    let kind = 0;
    for (const [index, check] of shape.entries()) {
      const entry = 4 + 2 * index;
      const offset = entry + 2 <= bytes ? view.getUint16(layout + entry, true) : 0;
      if (offset !== 0) check(this, at + offset, kind);
      else if (check.isRequired) throw new FileProblem("corrupt: its metadata lacks a part");
      kind = offset === 0 ? 0 : view.getUint8(at + offset);
    }
    this.#depth--;
  }

  /** The first element of the list that the field at `at` points to, and how many there are. */
  list(at: number, bytes: number): { from: number; count: number } {
    const start = this.target(at);
    this.need(start, 4, 4);
    const count = this.#view.getUint32(start, true);
    this.need(start + 4, count * bytes, 1);
    return { from: start + 4, count };
  }

  tables(at: number, shape: Shape): void {
    const { from, count } = this.list(at, 4);
    for (let index = 0; index < count; index++) {
      this.table(this.target(from + index * 4), shape);
    }
  }

  text(at: number): void {
    const { from, count } = this.list(at, 1);
    this.need(from + count, 1, 1);
    if (this.#view.getUint8(from + count) !== 0) {
      throw new FileProblem("corrupt: a name in its metadata does not end");
    }
  }
}
