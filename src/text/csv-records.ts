import { parse } from "csv-parse/sync";

/** One record of delimited text. */
export interface CsvRecord {
  /** Of the file, from 1: where the record ends. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Reads delimited text as spreadsheets and R write it: quoted fields, and the first of tab, semicolon or
 * comma that the header has. Empty lines are skipped; the records need not be equally long.
 *
 * @throws what csv-parse says of a quote that is never closed
 * @example csvRecords('a;b\n"1;0";2') // cells ["a", "b"], then ["1;0", "2"]
 */
export function csvRecords(text: string): CsvRecord[] {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  const delimiter = ["\t", ";"].find((mark) => header.includes(mark)) ?? ",";
  // A matrix of losses has half a million lines, and rarely a quote: the parser takes twice as long.
  if (!text.includes('"')) {
    return text.split(/\r\n|\n|\r/).flatMap((line, index) => {
      if (line.trim() === "") return [];
      return [{ line: index + 1, cells: line.split(delimiter).map((cell) => cell.trim()) }];
    });
  }
  const records = parse(text, {
    delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
}
