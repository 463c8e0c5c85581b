import { FileProblem } from "../../reader.ts";
import type { ColumnChunk, Footer, RowGroup } from "./footer.ts";
import type { Leaf } from "./schema.ts";

/**
 * Rows are what the row groups hold; the footer's own number only confirms it.
 *
 * @throws FileProblem if a number is invalid, or the rows lie in another file
 */
export function countRows({ rowGroups, statedRows }: Footer): number {
  let rows = 0;
  for (const [index, group] of rowGroups.entries()) {
    if (!(Number.isSafeInteger(group.rows) && group.rows >= 0)) {
      throw new FileProblem(`corrupt: row group ${index + 1} states ${group.rows} rows`);
    }
    const elsewhere = group.chunks[0]?.filePath;
    if (elsewhere !== undefined) {
      throw new FileProblem(`holds no rows itself, but names those of ${elsewhere}`);
    }
    rows += group.rows;
  }
  if (!(Number.isSafeInteger(statedRows) && statedRows >= 0 && Number.isSafeInteger(rows))) {
    throw new FileProblem(`corrupt: its footer states ${statedRows} rows`);
  }
  return rows;
}

/**
 * Checks that columns state a value for each row; repeated ones may have more.
 *
 * @throws FileProblem where one does not
 */
export function checkValueCounts({ rowGroups }: Footer, leaves: readonly Leaf[]): void {
  for (const [number, { rows, valueCounts, columnCount }] of rowGroups.entries()) {
    if (columnCount !== leaves.length && columnCount > 0) {
      throw new FileProblem(
        `corrupt: row group ${number + 1} has ${columnCount} columns, not ${leaves.length}`,
      );
    }
    for (const [index, values] of valueCounts) {
      const leaf = leaves[index];
      if (leaf === undefined || leaf.maxRepetition > 0 || Number.isNaN(values)) continue;
      if (values === rows) continue;
      throw new FileProblem(
        `corrupt: row group ${number + 1} states ${rows} rows, but ${values} values of ${JSON.stringify(leaf.path.join("."))}`,
      );
    }
  }
}

/**
 * The `index`-th of the chunks that were asked for, of a column that has one value a row at most.
 *
 * @throws FileProblem if it is missing, or does not have one value a row, nulls included
 */
export function findChunk({ chunks, rows }: RowGroup, index: number): ColumnChunk {
  const chunk = chunks[index];
  if (chunk === undefined) throw new FileProblem("a row group lacks it");
  if (chunk.valueCount !== rows) {
    throw new FileProblem(`corrupt: ${chunk.valueCount} values in a row group of ${rows} rows`);
  }
  return chunk;
}
