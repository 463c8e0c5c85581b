import { BTrees } from "./b-trees.ts";
import { type Columns, parseColumns } from "./columns.ts";
import { Pages } from "./pages.ts";
import { readFields, type SqlValue, type WantedFields, wantFields } from "./record.ts";

interface Table {
  readonly root: number;
  readonly sql: string;
  /** By their first column: which rows have which value. */
  readonly indexes: Map<string, number>;
}

/** Called with the fields that were asked for, in an array that is used again; `false` ends the reading. */
type Visit = (row: readonly SqlValue[]) => unknown;

const SCHEMA_FIELDS = wantFields([0, 1, 2, 3, 4]);

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
  readonly #trees: BTrees;

  /** @throws Error if it cannot be read, or is not a database */
  constructor(location: string) {
    this.#pages = new Pages(location);
    this.#trees = new BTrees(this.#pages);
    try {
      this.#readSchema();
    } catch (error) {
      this.#pages.close();
      throw error;
    }
  }

  #readSchema(): void {
    const indexes: { table: string; column: string; root: number; isAlone: boolean }[] = [];
    this.#trees.visitTable(1, (_, payload, start) => {
      const row: SqlValue[] = [];
      readFields(payload, start, SCHEMA_FIELDS, row);
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

  /** Its tables of rows, in the order in which they were created, without SQLite's own. */
  tables(): string[] {
    return [...this.#tables]
      .filter(([name, { root }]) => root > 0 && !name.startsWith("sqlite_"))
      .map(([name]) => name);
  }

  /**
   * The columns of a table, in order.
   *
   * @throws Error where there is no such table, or it is stored in another way
   */
  columns(table: string): readonly string[] {
    return this.#describe(table).names;
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
    this.#trees.visitTable(root, (number, payload, start) => {
      readFields(payload, start, fields, row);
      if (rowid !== -1) row[rowid] = number;
      return visit(row);
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
    this.#trees.visitRowsWith(root, index, value, (number, payload, start) => {
      readFields(payload, start, fields, row);
      if (rowid !== -1) row[rowid] = number;
      return visit(row);
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
  ): { root: number; fields: WantedFields; rowid: number } {
    const { root, names, defaults, rowid } = this.#describe(name);
    const numbers = columns.map((column) => {
      const field = names.indexOf(column);
      if (field === -1) throw new Error(`the table ${name} has no column ${column}`);
      return field;
    });
    const missing = numbers.map((number) => defaults[number] ?? null);
    const fields = wantFields(numbers, missing);
    return { root, fields, rowid: rowid === -1 ? -1 : numbers.indexOf(rowid) };
  }

  #describe(name: string): Columns & { root: number } {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`no table ${name}`);
    return { root: table.root, ...parseColumns(table.sql) };
  }
}
