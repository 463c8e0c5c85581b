import type { DayNumber } from "../time/instant.ts";
import { type CountedCategory, type CountedNumber, selectCounted } from "./counted-columns.ts";
import type { Connection } from "./duckdb-connection.ts";
import { countCategories, countNumbers, createEnum, keyCategories } from "./duckdb-sql.ts";
import type { FileTable } from "./duckdb-tables.ts";
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
  const builders = table.files.map(({ day }) => new HistogramBuilder(day));
  const { numbers, categories } = selectCounted(names, table.fields, bins);
  await addNumbers(connection, table, numbers, builders);
  for (const [i, file] of table.files.entries()) checkRows(file, builders[i] as HistogramBuilder);
  for (let at = 0; at < categories.length; at += MOST_TOGETHER) {
    await addCategories(connection, table, categories.slice(at, at + MOST_TOGETHER), builders);
  }
  return new Map(table.files.map((file, i) => [file, (builders[i] as HistogramBuilder).build()]));
}

/** Columns of categories that are counted in one reading: the values of each take memory, 10 MB in all of eight. */
const MOST_TOGETHER = 2;

async function addNumbers(
  connection: Connection,
  table: FileTable,
  numbers: readonly CountedNumber[],
  builders: readonly HistogramBuilder[],
): Promise<void> {
  for await (const read of connection.queryNumbers(countNumbers(table, numbers))) {
    const [files, days, bins, rows, ...cells] = read as FourOrMore;
    for (const [at, file] of files.entries()) {
      const builder = builders[file] as HistogramBuilder;
      const [day, bin] = [readDay(days[at]), bins[at] as number];
      if (bin === 0) builder.addRows(day, rows[at] as number);
      for (const [i, { name }] of numbers.entries()) {
        builder.addBin(name, day, bin, cells[2 * i]?.[at] ?? 0);
        if (bin === 0) builder.addFilled(name, day, cells[2 * i + 1]?.[at] ?? 0);
      }
    }
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
    const [files, days, columns, codes, rows] = read as FourOrMore;
    for (const [at, file] of files.entries()) {
      const { name, values } = categories[columns[at] as number] as CountedCategory;
      const code = codes[at] as number;
      const count = code === NULL ? 0 : (rows?.[at] as number);
      const bin = bins[code] ?? values.length;
      (builders[file] as HistogramBuilder).addBin(name, readDay(days[at]), bin, count);
    }
  }
}

const NULL = -1;

type FourOrMore = [Float64Array, Float64Array, Float64Array, Float64Array, ...Float64Array[]];

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
