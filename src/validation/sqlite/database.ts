import { parseColumns } from "./columns.ts";
import { Pages } from "./pages.ts";
import { fieldCount, readFields, type SqlValue, varint } from "./record.ts";

interface Table {
  readonly root: number;
  readonly sql: string;
  /** By their first column: which rows have which value. */
  readonly indexes: Map<string, number>;
}

/** Called with the fields that were asked for, in an array that is used again; `false` ends the reading. */
type Visit = (row: readonly SqlValue[]) => unknown;

const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const LEAF_INDEX = 10;
const LEAF_TABLE = 13;

const CIRCLE = "damaged: a page is its own descendant";

/** A b-tree of 2^32 pages is not so deep. */
const DEEPEST = 32;

/**
 * A database of SQLite, read without SQLite: whole tables, or the rows with a value of an indexed
 * column. It sees what a write-ahead log holds, writes nothing, keeps one page a level in memory, and
 * needs neither a native module nor two megabytes of WebAssembly, which moreover would either lock by
 * writing beside the file or miss the log.
 *
 * After https://www.sqlite.org/fileformat2.html.
 */
export class Database {
  readonly #pages: Pages;
  readonly #tables = new Map<string, Table>();
  /** A page a level, and which it is. */
  readonly #buffers: Buffer[] = [];
  readonly #held: number[] = [];
  #loaded = 0;

  /** @throws Error if it cannot be read, or is not a database */
  constructor(location: string) {
    this.#pages = new Pages(location);
    try {
      this.#readSchema();
    } catch (error) {
      this.#pages.close();
      throw readable(error);
    }
  }

  #readSchema(): void {
    const indexes: { table: string; column: string; root: number; isAlone: boolean }[] = [];
    this.#visitTable(1, 0, (_, payload, start) => {
      const row: SqlValue[] = [];
      readFields(payload, start, [0, 1, 2, 3, 4], row);
      const [type, name, table, root, sql] = row;
      if (typeof name !== "string" || typeof table !== "string" || typeof root !== "number") return;
      if (type === "table" && typeof sql === "string") {
        this.#tables.set(name, { root, sql, indexes: new Map() });
      } else if (type === "index" && typeof sql === "string") {
        const [, column, end] = /\(\s*["`[]?(\w+)["`\]]?\s*([,)])/.exec(sql) ?? [];
        const isWhole = !/\)\s*WHERE\b/i.test(sql);
        if (column !== undefined && isWhole)
          indexes.push({ table, column, root, isAlone: end === ")" });
      }
    });
    // An index of the column alone has its rows in their own order.
    for (const { table, column, root } of indexes.sort((a, b) => +a.isAlone - +b.isAlone)) {
      this.#tables.get(table)?.indexes.set(column, root);
    }
  }

  /** Whether there is such a table with such columns. */
  has(table: string, columns: readonly string[]): boolean {
    const found = this.#tables.get(table);
    if (found === undefined) return false;
    const { names } = parseColumns(found.sql);
    return columns.every((column) => names.includes(column));
  }

  /**
   * Reads columns of all rows, in the order in which SQLite keeps them.
   *
   * @throws Error where there is no such table or column, or the file is damaged
   */
  each(table: string, columns: readonly string[], visit: Visit): void {
    const { root, fields, rowid } = this.#plan(table, columns);
    const row: SqlValue[] = [];
    this.#loaded = 0;
    guard(() => {
      this.#visitTable(root, 0, (number, payload, start) => {
        readFields(payload, start, fields, row);
        if (rowid !== -1) row[rowid] = number;
        return visit(row);
      });
    });
  }

  /** Whether rows with a value of this column are found without reading all. */
  isIndexed(table: string, column: string): boolean {
    return this.#tables.get(table)?.indexes.has(column) ?? false;
  }

  /**
   * The same, of the rows with a text in an indexed column.
   *
   * @throws Error where the column has no index
   */
  eachWith(
    table: string,
    column: string,
    value: string,
    columns: readonly string[],
    visit: Visit,
  ): void {
    const { root, fields, rowid } = this.#plan(table, columns);
    const index = this.#tables.get(table)?.indexes.get(column);
    if (index === undefined) throw new Error(`no index on ${table}.${column}`);
    const row: SqlValue[] = [];
    this.#loaded = 0;
    guard(() => {
      this.#visitIndex(index, 0, Buffer.from(value), (number) => {
        const loaded = this.#loaded;
        const isThere = this.#find(root, number, (payload, start) =>
          readFields(payload, start, fields, row),
        );
        this.#loaded = loaded;
        if (!isThere) throw new Error(`damaged: the index of ${table} names a lost row`);
        if (rowid !== -1) row[rowid] = number;
        return visit(row);
      });
    });
  }

  /** Whether the database has not been written to meanwhile: only then was a single state of it read. */
  isUnchanged(): boolean {
    return this.#pages.isUnchanged();
  }

  close(): void {
    this.#pages.close();
  }

  #plan(
    name: string,
    columns: readonly string[],
  ): { root: number; fields: number[]; rowid: number } {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    const { names, rowid } = parseColumns(table.sql);
    const fields = columns.map((column) => {
      const field = names.indexOf(column);
      if (field === -1) throw new Error(`the table ${name} has no column ${column}`);
      return field;
    });
    return { root: table.root, fields, rowid: rowid === -1 ? -1 : fields.indexOf(rowid) };
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
  #visitTable(
    page: number,
    depth: number,
    visit: (rowid: number, payload: Buffer, start: number) => unknown,
  ): boolean {
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

  /** Reads the row of a number; false if it does not exist. */
  #find(root: number, rowid: number, read: (payload: Buffer, start: number) => void): boolean {
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
          read(apart ?? buffer, apart === null ? start : 0);
          return true;
        }
        return false;
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
      readFields(payload, from, [0, fieldCount(payload, from) - 1], key);
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

function guard(read: () => void): void {
  try {
    read();
  } catch (error) {
    throw readable(error);
  }
}

/** A position beyond a page or a record comes from damaged bytes. */
function readable(error: unknown): unknown {
  return error instanceof RangeError ? new Error("damaged: not a valid database page") : error;
}
