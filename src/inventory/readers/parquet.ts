import { setImmediate as nextTurn } from "node:timers/promises";
import { errorMessage } from "../../errors.ts";
import type { DataFile, FileCount, Reader, ReadOptions } from "../reader.ts";
import { type Bytes, withBytes } from "./bytes.ts";
import { chosenTimes } from "./column/choose-times.ts";
import { ColumnTimes } from "./column/column-times.ts";
import { type Footer, readFooter } from "./parquet/footer.ts";
import { checkValueCounts, countRows, findChunk } from "./parquet/row-groups.ts";
import { type Layout, layoutFor, type TimeColumn, wantedColumn } from "./parquet/time-columns.ts";
import { addChunk } from "./parquet/times.ts";
import { checkWhole } from "./parquet/validate-extents.ts";

/**
 * Apache Parquet: samples from the footer; event times from the statistics of the one column that
 * holds them, or its values.
 */
export const parquet: Reader = {
  read(file: DataFile, options: ReadOptions): Promise<FileCount> {
    return withBytes(file, (source) => readSource(source, options));
  },
};

async function readSource(source: Bytes, options: ReadOptions): Promise<FileCount> {
  const notes: string[] = [];
  let candidates: readonly TimeColumn[] = [];
  let footer = readFooter(source, (schema) => {
    candidates = findCandidates(layoutFor(schema), options.timeColumn, notes);
    // Any column's chunks would do: they also tell whether the rows lie in this file.
    return new Set([candidates[0]?.index ?? 0]);
  });
  const samples = countRows(footer);
  if (footer.statedRows !== samples) {
    notes.push(
      `its footer states ${footer.statedRows} rows, its row groups hold ${samples}: counted ${samples}`,
    );
  }
  checkWhole(source, footer);
  checkValueCounts(footer, layoutFor(footer.schema).leaves);
  const before = notes.length;
  const [likeliest] = candidates;
  const read = (column: TimeColumn) => {
    if (column !== likeliest) footer = readFooter(source, () => new Set([column.index]));
    return readTimes(source, footer, column, options, notes);
  };
  const times = await chosenTimes(candidates, options.timeColumn, read, notes);
  if (options.timeColumn !== undefined && candidates.length > 0 && times.eventTime === null) {
    if (notes.length === before) notes.push(`column "${options.timeColumn}": no value is a time`);
  }
  return { samples, columns: layoutFor(footer.schema).columns, ...times, notes };
}

function findCandidates(
  layout: Layout,
  wanted: string | undefined,
  notes: string[],
): readonly TimeColumn[] {
  if (wanted === undefined) return layout.evident;
  const column = wantedColumn(layout, wanted);
  if (typeof column !== "string") return [column];
  notes.push(column);
  return [];
}

/** Null where the values of the column cannot be read, which is noted. */
async function readTimes(
  source: Bytes,
  footer: Footer,
  { name, leaf, type }: TimeColumn,
  options: ReadOptions,
  notes: string[],
): Promise<ColumnTimes | null> {
  const times = new ColumnTimes(type, options.zone, options.timeFormat);
  try {
    for (const group of footer.rowGroups) {
      if (group.rows === 0) continue;
      const chunk = findChunk(group, 0);
      if (await addChunk(times, source, leaf, chunk, footer.offset)) await nextTurn();
    }
  } catch (error) {
    notes.push(`the times of column "${name}" cannot be read: ${errorMessage(error)}`);
    return null;
  }
  const timeFormat = times.decidedFormat(name);
  if (timeFormat === undefined) return times;
  return readTimes(
    source,
    footer,
    { name, leaf, type } as TimeColumn,
    { ...options, timeFormat },
    notes,
  );
}
