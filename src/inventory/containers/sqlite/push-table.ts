import type { SqlValue } from "../../../sqlite/record.ts";
import { type DataFile, FileProblem } from "../../reader.ts";
import type { TextSink } from "../../readers/text/sink.ts";
import { quoteCell } from "../cells.ts";
import { readDatabase } from "./open-database.ts";

/**
 * Pushes the rows of a table as comma-separated text in UTF-8, after a line with the names of its columns.
 *
 * @throws FileProblem where the database is damaged, or has no such table
 */
export function pushTable({ location, member }: DataFile, sink: TextSink): void {
  if (member === undefined) throw new FileProblem("no table of the database is chosen");
  readDatabase(location, (database) => {
    const columns = database.columns(member);
    let text = `${columns.map(quoteCell).join(",")}\n`;
    database.each(member, columns, (row) => {
      for (let at = 0; at < columns.length; at++) {
        text += (at === 0 ? "" : ",") + cellText(row[at] ?? null);
      }
      text += "\n";
      if (text.length < PIECE) return;
      sink.push(Buffer.from(text));
      text = "";
    });
    sink.push(Buffer.from(text));
  });
}

const PIECE = 1 << 16;

function cellText(value: SqlValue): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? quoteCell(value) : `(${value.length} bytes)`;
}
