import type { Pages } from "./pages.ts";
import {
  fieldCount,
  readFields,
  type SqlValue,
  varint,
  type WantedFields,
  wantFields,
} from "./record.ts";

/** Told of a row by its number and the bytes of its record, which are used again; `false` ends the reading. */
type Visit = (rowid: number, payload: Buffer, start: number) => unknown;

const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

const CIRCLE = "damaged: a page is its own descendant";

/** A b-tree of 2^32 pages is not so deep. */
const DEEPEST = 32;

/**
 * The b-trees of a database: a table's holds its rows by their numbers, an index's the numbers of rows by a value.
 * One page a level is in memory.
 */
export class BTrees {
  readonly #pages: Pages;
  /** A page a level, and which it is. */
  readonly #buffers: Buffer[] = [];
  readonly #held: number[] = [];
  #loaded = 0;

  constructor(pages: Pages) {
    this.#pages = pages;
  }

  /**
   * Visits the rows of a table by their numbers, until the visitor returns `false`.
   *
   * @param root the first page of the table
   * @throws Error for a damaged file
   */
  visitTable(root: number, visit: Visit): void {
    this.#loaded = 0;
    guard(() => this.#visitTable(root, 0, visit));
  }

  /**
   * Visits the rows of a table whose first indexed column is this text.
   *
   * @param root the first page of the table
   * @param index the first page of the index
   * @throws Error for a damaged file
   */
  visitRowsWith(root: number, index: number, value: string, visit: Visit): void {
    this.#loaded = 0;
    guard(() => {
      this.#visitIndex(index, 0, Buffer.from(value), (number) => {
        const loaded = this.#loaded;
        const row = this.#find(root, number);
        this.#loaded = loaded;
        if (row === null) throw new Error("damaged: an index names a lost row");
        return visit(number, row.payload, row.start);
      });
    });
  }

  /** A page in the buffer of its level, and where in it the b-tree begins. */
  #load(page: number, depth: number): { buffer: Buffer; at: number; type: number; cells: number } {
    // Each page has its place in one tree: who meets more than there are goes round in circles.
    if (depth > DEEPEST || ++this.#loaded > this.#pages.pageCount) throw new Error(CIRCLE);
    const buffer = this.#buffers[depth] ?? Buffer.alloc(this.#pages.pageSize);
    this.#buffers[depth] = buffer;
    // One look-up after the other begins at the same root.
    if (this.#held[depth] !== page) {
      this.#held[depth] = 0;
      this.#pages.read(page, buffer);
      this.#held[depth] = page;
    }
    const at = page === 1 ? 100 : 0;
    const type = buffer.readUInt8(at);
    return { buffer, at, type, cells: buffer.readUInt16BE(at + 3) };
  }

  /** The rows of a table b-tree by their numbers; false where the visitor has seen enough. */
  #visitTable(page: number, depth: number, visit: Visit): boolean {
    const { buffer, at, type, cells } = this.#load(page, depth);
    if (type === INTERIOR_TABLE) {
      for (let i = 0; i < cells; i++) {
        const child = buffer.readUInt32BE(buffer.readUInt16BE(at + 12 + 2 * i));
        if (!this.#visitTable(child, depth + 1, visit)) return false;
      }
      return this.#visitTable(buffer.readUInt32BE(at + 8), depth + 1, visit);
    }
    if (type !== LEAF_TABLE) throw new Error(`damaged: page ${page} is not part of a table`);
    for (let i = 0; i < cells; i++) {
      const [bytes, next] = varint(buffer, buffer.readUInt16BE(at + 8 + 2 * i));
      const [rowid, start] = varint(buffer, next);
      const apart = this.#payload(buffer, start, bytes, LEAF_TABLE);
      if (visit(rowid, apart ?? buffer, apart === null ? start : 0) === false) return false;
    }
    return true;
  }

  /** The row of a number; null if it does not exist. */
  #find(root: number, rowid: number): { payload: Buffer; start: number } | null {
    // Beyond the levels that the index is being read with.
    let depth = DEEPEST / 2;
    for (let page = root; ; depth++) {
      const { buffer, at, type, cells } = this.#load(page, depth);
      if (type === LEAF_TABLE) {
        for (let i = 0; i < cells; i++) {
          const [bytes, next] = varint(buffer, buffer.readUInt16BE(at + 8 + 2 * i));
          const [number, start] = varint(buffer, next);
          if (number !== rowid) continue;
          const apart = this.#payload(buffer, start, bytes, LEAF_TABLE);
          return { payload: apart ?? buffer, start: apart === null ? start : 0 };
        }
        return null;
      }
      if (type !== INTERIOR_TABLE) throw new Error(`damaged: page ${page} is not part of a table`);
      page = buffer.readUInt32BE(at + 8);
      for (let i = 0; i < cells; i++) {
        const cell = buffer.readUInt16BE(at + 12 + 2 * i);
        if (rowid > varint(buffer, cell + 4)[0]) continue;
        page = buffer.readUInt32BE(cell);
        break;
      }
    }
  }

  /** The numbers of the rows whose first indexed column is this text; false where no more can come. */
  #visitIndex(
    page: number,
    depth: number,
    value: Buffer,
    visit: (rowid: number) => unknown,
  ): boolean {
    const { buffer, at, type, cells } = this.#load(page, depth);
    const isInterior = type === INTERIOR_INDEX;
    if (!isInterior && type !== LEAF_INDEX) {
      throw new Error(`damaged: page ${page} is not part of an index`);
    }
    const key: SqlValue[] = [];
    for (let i = 0; i < cells; i++) {
      const cell = buffer.readUInt16BE(at + (isInterior ? 12 : 8) + 2 * i);
      const [bytes, start] = varint(buffer, isInterior ? cell + 4 : cell);
      const apart = this.#payload(buffer, start, bytes, LEAF_INDEX);
      const [payload, from] = apart === null ? [buffer, start] : [apart, 0];
      readFields(payload, from, wantKey(fieldCount(payload, from)), key);
      const order = typeof key[0] === "string" ? Buffer.from(key[0]).compare(value) : -1;
      if (order < 0) continue;
      const rowid = key[1] as number;
      // Visit the smaller entries, and equal ones that come before.
      if (isInterior && !this.#visitIndex(buffer.readUInt32BE(cell), depth + 1, value, visit)) {
        return false;
      }
      if (order > 0 || visit(rowid) === false) return false;
    }
    return !isInterior || this.#visitIndex(buffer.readUInt32BE(at + 8), depth + 1, value, visit);
  }

  /** A record of which a part lies on pages of its own; null where it is whole in its page. */
  #payload(page: Buffer, start: number, bytes: number, kind: number): Buffer | null {
    const usable = this.#pages.usableBytes;
    const most = kind === LEAF_TABLE ? usable - 35 : (((usable - 12) * 64) / 255 - 23) | 0;
    if (bytes <= most) return null;
    const least = (((usable - 12) * 32) / 255 - 23) | 0;
    const rest = least + ((bytes - least) % (usable - 4));
    const local = rest <= most ? rest : least;
    if (bytes > this.#pages.pageCount * usable)
      throw new Error("damaged: a row beyond the file's size");
    const payload = Buffer.alloc(bytes);
    page.copy(payload, 0, start, start + local);
    const overflow = Buffer.alloc(this.#pages.pageSize);
    let next = page.readUInt32BE(start + local);
    for (let filled = local; filled < bytes; filled += usable - 4) {
      this.#pages.read(next, overflow);
      overflow.copy(payload, filled, 4, Math.min(usable, 4 + bytes - filled));
      next = overflow.readUInt32BE(0);
    }
    return payload;
  }
}

/** The first field of an index's record of so many fields, and the last, which is the number of the row. */
function wantKey(fields: number): WantedFields {
  let wanted = KEYS.get(fields);
  if (wanted === undefined) {
    wanted = wantFields([0, Math.max(0, fields - 1)]);
    KEYS.set(fields, wanted);
  }
  return wanted;
}

const KEYS = new Map<number, WantedFields>();

function guard(read: () => void): void {
  try {
    read();
  } catch (error) {
    // A position beyond a page or a record comes from damaged bytes.
    if (error instanceof RangeError) throw new Error("damaged: not a valid database page");
    throw error;
  }
}
