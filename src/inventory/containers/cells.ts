import { isDatabase } from "./sqlite/is-database.ts";
import { isWorkbook } from "./xlsx/is-workbook.ts";

/** Whether files of an extension hold tables of cells, which are read as comma-separated text. */
export function holdsCells(extension: string): boolean {
  return isWorkbook(extension) || isDatabase(extension);
}

/** A cell as comma-separated text. */
export function quoteCell(text: string): string {
  return /[",\r\n#]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
