import stringWidth from "fast-string-width";
import { oneLine } from "./escape.ts";
import { fold } from "./fold.ts";
import type { Screen } from "./screen.ts";
import { wrap } from "./wrap.ts";

export interface TableColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

/**
 * A table for a terminal: columns as wide as their widest cell, two spaces between them.
 *
 * @param screen what it has to fit: there the last column is broken between words; by default nothing
 */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  screen?: Screen,
): string {
  const lines = fitted(
    [columns.map((column) => column.title), ...rows].map((row) => row.map(cellText)),
    columns,
    screen,
  );
  const widths = columnWidths(lines, columns);
  const [title = "", ...body] = lines.map((line) => formatRow(line, columns, widths, screen));
  return (screen === undefined ? title : screen.paint("bold", title)) + body.join("");
}

/** How many cells wide a table is, unless it has to fit somewhere. */
export function tableWidth(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): number {
  const lines = [columns.map(({ title }) => title), ...rows].map((row) => row.map(cellText));
  return columnWidths(lines, columns).reduce((sum, width) => sum + 2 + width, -2);
}

function columnWidths(
  lines: readonly (readonly string[])[],
  columns: readonly TableColumn[],
): number[] {
  return columns.map((_, i) =>
    lines.reduce((widest, line) => Math.max(widest, stringWidth(line[i] ?? "")), 0),
  );
}

/** Long names in the first column are cut where somebody looks on, so that the numbers stay in sight. */
function fitted(
  lines: readonly string[][],
  columns: readonly TableColumn[],
  screen: Screen | undefined,
): readonly string[][] {
  if (!screen?.isTerminal || columns[0]?.align === "right") return lines;
  const widths = columnWidths(lines, columns);
  const others = widths.slice(1).map((width, i) => {
    const isLast = i === widths.length - 2 && columns.at(-1)?.align !== "right";
    return 2 + (isLast ? Math.min(width, LEAST_ROOM) : width);
  });
  const room = screen.columns - others.reduce((sum, width) => sum + width, 0);
  return lines.map(([name = "", ...rest]) => [
    fold(name, Math.max(LEAST_NAME, room), screen),
    ...rest,
  ]);
}

const LEAST_NAME = 8;

function formatRow(
  line: readonly string[],
  columns: readonly TableColumn[],
  widths: readonly number[],
  screen: Screen | undefined,
): string {
  const whole = columns.map(cell(line, widths)).join("  ").trimEnd();
  if (screen === undefined || stringWidth(whole) <= screen.columns) return `${whole}\n`;
  const last = columns.length - 1;
  const before = columns.slice(0, last).map(cell(line, widths)).join("  ");
  const start = stringWidth(before) + 2;
  const room = screen.columns - start;
  if (columns[last]?.align === "right" || last === 0) return `${whole}\n`;
  // Without room beside the others, its lines stand below them.
  const isBelow = room < LEAST_ROOM;
  const indent = isBelow ? 4 : start;
  const parts = wrap(line[last] ?? "", screen.columns - indent).map(
    (part) => " ".repeat(indent) + part,
  );
  return isBelow
    ? `${[before.trimEnd(), ...parts].join("\n")}\n`
    : `${before}${parts.join("\n").slice(start - 2)}\n`;
}

/** The width that a last column needs beside the others for its words to be read. */
export const LEAST_ROOM = 20;

/** A cell that fills more than a screen is of no use to a reader, and takes long to measure. */
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
