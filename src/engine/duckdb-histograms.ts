import type { DayNumber } from "../time/instant.ts";
import { type CountedCategory, type CountedNumber, selectCounted } from "./counted-columns.ts";
import type { Connection } from "./duckdb-connection.ts";
import { countCategories, countNumbers, createEnum, keyCategories } from "./duckdb-sql.ts";
import { columnsTogether, type FileTable } from "./duckdb-tables.ts";
import { type EngineFile, EngineProblem } from "./engine.ts";
import type { FileHistogram } from "./file-histogram.ts";
import { HistogramBuilder } from "./histogram-builder.ts";
import type { Bins } from "./profile.ts";

/**
 * Counts the rows of each file of a table by day and bin.
 *
 * @throws EngineProblem where a file's rows are not those that were counted before
 */
export async function countTable(
  connection: Connection,
  table: FileTable,
  names: readonly string[],
  bins: Bins,
): Promise<Map<EngineFile, FileHistogram>> {
  const { numbers, categories } = selectCounted(names, table.fields, bins);
  const counted = [...numbers, ...categories].map(({ name }) => name);
  const builders = table.files.map(({ day }) => new HistogramBuilder(counted, day));
  await addNumbers(connection, table, numbers, builders);
  for (const [i, file] of table.files.entries()) checkRows(file, builders[i] as HistogramBuilder);
  const together = Math.max(2, columnsTogether([table]));
  for (let at = 0; at < categories.length; at += together) {
    await addCategories(connection, table, categories.slice(at, at + together), builders);
  }
  return new Map(table.files.map((file, i) => [file, (builders[i] as HistogramBuilder).build()]));
}

async function addNumbers(
  connection: Connection,
  table: FileTable,
  numbers: readonly CountedNumber[],
  builders: readonly HistogramBuilder[],
): Promise<void> {
  for await (const read of connection.queryNumbers(countNumbers(table, numbers))) {
    const [files, days, bins, rows, ...cells] = read as FourOrMore;
    for (let at = 0; at < files.length; at++) {
      if (bins[at] !== 0) continue;
      const builder = builders[files[at] as number] as HistogramBuilder;
      builder.addRows(readDay(days[at]), rows[at] as number);
      for (const [i, { name }] of numbers.entries()) {
        builder.addFilled(name, readDay(days[at]), cells[2 * i + 1]?.[at] as number);
      }
    }
    for (const [i, { name }] of numbers.entries()) {
      addCounts(name, { files, days, bins, counts: cells[2 * i] as Float64Array }, builders);
    }
  }
}

/** Of each row of an answer its file, day, bin and count; NaN where a column has not so many bins. */
interface Counts {
  readonly files: Float64Array;
  readonly days: Float64Array;
  readonly bins: Float64Array;
  readonly counts: Float64Array;
}

// Small functions with plain loops: what V8 compiles of larger ones takes longer than the loops.
function addCounts(
  name: string,
  { files, days, bins, counts }: Counts,
  builders: readonly HistogramBuilder[],
): void {
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at] as number;
    if (!(count > 0)) continue;
    const builder = builders[files[at] as number] as HistogramBuilder;
    builder.addBin(name, readDay(days[at]), bins[at] as number, count);
  }
}

async function addCategories(
  connection: Connection,
  table: FileTable,
  categories: readonly CountedCategory[],
  builders: readonly HistogramBuilder[],
): Promise<void> {
  await connection.run(createEnum("listed", keyCategories(categories)));
  const bins = categories.flatMap(({ values }) => [...values.keys()]);
  for await (const read of connection.queryNumbers(countCategories(table, categories, "listed"))) {
    addCodes(categories, bins, read as FiveArrays, builders);
  }
}

function addCodes(
  categories: readonly CountedCategory[],
  bins: readonly number[],
  [files, days, columns, codes, rows]: FiveArrays,
  builders: readonly HistogramBuilder[],
): void {
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] as number;
    if (code === NULL) continue;
    const { name, values } = categories[columns[at] as number] as CountedCategory;
    const bin = code < 0 ? values.length : (bins[code] as number);
    const builder = builders[files[at] as number] as HistogramBuilder;
    builder.addBin(name, readDay(days[at]), bin, rows[at] as number);
  }
}

const NULL = -1;

type FourOrMore = [Float64Array, Float64Array, Float64Array, Float64Array, ...Float64Array[]];
type FiveArrays = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function readDay(day = Number.NaN): DayNumber | null {
  return Number.isNaN(day) ? null : day;
}

/** @throws EngineProblem where the rows are not those that were counted before */
function checkRows({ name: file, samples, dated }: EngineFile, counted: HistogramBuilder): void {
  if (counted.rows !== samples) {
    const message = `has ${counted.rows} rows as DuckDB reads it, ${samples} as it was counted`;
    throw new EngineProblem(message, { file });
  }
  if (counted.dated === dated) return;
  const message = `has ${counted.dated} rows with a day as DuckDB reads it, ${dated} as it was counted`;
  throw new EngineProblem(message, { file });
}
