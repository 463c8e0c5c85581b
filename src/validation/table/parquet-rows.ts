import { FlatColumns } from "../../inventory/readers/parquet/flat-columns.ts";
import { parquetCell } from "./parquet-cell.ts";
import { type Cell, MOST_ROWS, type Table } from "./table.ts";

/**
 * Reads a Parquet file as a table. Nested and repeated columns are skipped, because a metric is a number.
 *
 * @throws Error if it is not a Parquet file, or larger than a file of results can be
 */
export async function parseParquet(bytes: Uint8Array): Promise<Table> {
  const file = new FlatColumns(bytes, MOST_UNPACKED);
  if (file.columns.length === 0)
    throw new Error(
      "no column that holds one value a row; keep metrics in columns of numbers, which do not nest",
    );
  if (file.rows > MOST_ROWS) {
    throw new Error(`more than ${MOST_ROWS} rows; keep those of evaluations alone`);
  }
  if (file.rows * file.columns.length > MOST_CELLS) {
    throw new Error(
      `${file.columns.length} columns of ${file.rows} rows, more than a table of results has; keep those of evaluations alone`,
    );
  }
  const columns: (readonly Cell[])[] = [];
  for (const [index, column] of file.columns.entries()) {
    columns.push(await file.values(index, parquetCell(column)));
  }
  const rows = Array.from({ length: file.rows }, (_, index) => ({
    line: index + 1,
    cells: columns.map((cells) => cells[index] ?? null),
  }));
  return { columns: file.columns.map(({ name }) => name.trim()), rows, unit: "row" };
}

/** A few kilobytes may unpack to any size. */
const MOST_UNPACKED = 256 << 20;

/** Even a column without bytes in the file, such as one of nulls, takes memory. */
const MOST_CELLS = 10_000_000;
