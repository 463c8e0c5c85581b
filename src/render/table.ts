import stringWidth from "string-width";
import { oneLine } from "./escape.ts";

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** A table for a terminal: columns as wide as their widest cell, two spaces between them. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [columns.map((column) => column.title), ...rows].map((row) => row.map(cellText));
  const widths = columns.map((_, i) =>
    Math.max(...lines.map((line) => stringWidth(line[i] ?? ""))),
  );
  return lines.map((line) => `${columns.map(cell(line, widths)).join("  ").trimEnd()}\n`).join("");
}

/** A cell that fills more than a screen tells nobody anything, and takes long to measure. */
function cellText(text: string): string {
  const line = oneLine(text.slice(0, 1000));
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

function cell(line: readonly string[], widths: readonly number[]) {
  return ({ align }: TableColumn, i: number): string => {
    const text = line[i] ?? "";
    const pad = " ".repeat((widths[i] ?? 0) - stringWidth(text));
    return align === "right" ? pad + text : text + pad;
  };
}
