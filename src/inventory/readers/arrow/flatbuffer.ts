import { FileProblem } from "../../reader.ts";

/**
 * A table of a FlatBuffer, in which Arrow writes its metadata. Fields are named by their position
 * in Arrow's schema files (Message.fbs, Schema.fbs, File.fbs) and absent ones read as the default.
 * Apache Arrow's own library would do, but takes a third of a second to load.
 *
 * Source: https://flatbuffers.dev/internals/
 */
export class Table {
  readonly #view: DataView;
  readonly #at: number;
  readonly #fieldTable: number;
  readonly #fieldTableBytes: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
    this.#fieldTable = at - guarded(() => view.getInt32(at, true));
    this.#fieldTableBytes = guarded(() => view.getUint16(this.#fieldTable, true));
  }

  /** A FlatBuffer begins with the offset of its root table. */
  static root(bytes: Uint8Array): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table(
      view,
      guarded(() => view.getUint32(0, true)),
    );
  }

  uint8(field: number, fallback = 0): number {
    const at = this.#findPosition(field);
    return at === undefined ? fallback : guarded(() => this.#view.getUint8(at));
  }

  int16(field: number, fallback = 0): number {
    const at = this.#findPosition(field);
    return at === undefined ? fallback : guarded(() => this.#view.getInt16(at, true));
  }

  int32(field: number, fallback = 0): number {
    const at = this.#findPosition(field);
    return at === undefined ? fallback : guarded(() => this.#view.getInt32(at, true));
  }

  int64(field: number, fallback = 0): number {
    const at = this.#findPosition(field);
    return at === undefined ? fallback : guarded(() => int64At(this.#view, at));
  }

  text(field: number): string | undefined {
    const start = this.#readReference(field);
    if (start === undefined) return undefined;
    return guarded(() => {
      const length = this.#view.getUint32(start, true);
      checkSize(length, 1, this.#view);
      const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + start + 4, length);
      return Buffer.from(bytes).toString("utf8");
    });
  }

  table(field: number): Table | undefined {
    const at = this.#readReference(field);
    return at === undefined ? undefined : new Table(this.#view, at);
  }

  tables(field: number): Table[] {
    return this.#vector(
      field,
      4,
      (at) => new Table(this.#view, at + this.#view.getUint32(at, true)),
    );
  }

  int64s(field: number): number[] {
    return this.#vector(field, 8, (at) => int64At(this.#view, at));
  }

  /** A vector of structs of `size` bytes; `read` is given the position of each. */
  structs<T>(field: number, size: number, read: (view: DataView, at: number) => T): T[] {
    return this.#vector(field, size, (at) => read(this.#view, at));
  }

  #vector<T>(field: number, size: number, read: (at: number) => T): T[] {
    const start = this.#readReference(field);
    if (start === undefined) return [];
    return guarded(() => {
      const length = this.#view.getUint32(start, true);
      checkSize(length, size, this.#view);
      return Array.from({ length }, (_, index) => read(start + 4 + index * size));
    });
  }

  #findPosition(field: number): number | undefined {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.#fieldTableBytes) return undefined;
    const offset = guarded(() => this.#view.getUint16(this.#fieldTable + entry, true));
    return offset === 0 ? undefined : this.#at + offset;
  }

  #readReference(field: number): number | undefined {
    const at = this.#findPosition(field);
    return at === undefined ? undefined : at + guarded(() => this.#view.getUint32(at, true));
  }
}

/** A whole number, exact up to 2^53: Arrow's offsets and lengths. */
export function int64At(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

function checkSize(count: number, size: number, view: DataView): void {
  if (count * size > view.byteLength) {
    throw new FileProblem(`corrupt: its metadata states a list of ${count} elements`);
  }
}

/** DataView throws RangeError outside its bytes: here the sign of a corrupt file. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) {
      throw new FileProblem("corrupt: its metadata points outside itself");
    }
    throw error;
  }
}
