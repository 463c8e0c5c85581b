import { errorMessage } from "../errors.ts";
import { type CsvRecord, csvRecords } from "../text/csv-records.ts";
import { type LossMatrix, MatrixProblem, MOST_LOSS, parseLossMatrix } from "./loss-matrix.ts";
import type { Observation } from "./replay.ts";

/** A table that gives every loss is a matrix; one that gives those of deployed models alone is a log. */
export type LossTable =
  | { readonly kind: "matrix"; readonly matrix: LossMatrix }
  | { readonly kind: "log"; readonly name: string; readonly log: readonly Observation[] };

/**
 * Reads CSV (or with tabs, semicolons) with the columns `i,t,loss`: the loss in block `t` of the model trained
 * before block `i`, in any order of rows and columns. With one row a block, it is the log of what was deployed.
 *
 * @throws MatrixProblem that names the line
 */
export function parseLossTable(text: string, name: string): LossTable {
  const [header, ...lines] = parseRecords(text.replace(/^\uFEFF/, ""));
  const columns = (header?.cells ?? []).map((word) => word.toLowerCase());
  const at = (["i", "t", "loss"] as const).map((column) => {
    const index = columns.indexOf(column);
    if (index >= 0) return index;
    throw new MatrixProblem(`line 1: no column "${column}"; the columns are i, t and loss`);
  });
  const seen = new Map<string, number>();
  const rows: Observation[] = [];
  for (const { line: number, cells } of lines) {
    const [trainedAt, block, loss] = at.map((column) => parseNumber(cells[column], number)) as [
      number,
      number,
      number,
    ];
    if (
      !Number.isInteger(trainedAt) ||
      !Number.isInteger(block) ||
      trainedAt < 0 ||
      block < trainedAt
    ) {
      throw new MatrixProblem(
        `line ${number}: i = ${trainedAt}, t = ${block}; blocks are whole numbers with 0 ≤ i ≤ t`,
      );
    }
    const key = `${trainedAt},${block}`;
    const before = seen.get(key);
    if (before !== undefined) {
      throw new MatrixProblem(
        `line ${number}: i = ${trainedAt}, t = ${block} again, first in line ${before}`,
      );
    }
    seen.set(key, number);
    rows.push({ trainedAt, block, loss });
  }
  if (rows.length === 0) throw new MatrixProblem("no losses; give a row for each model and block");
  return buildTable(name, rows);
}

function parseRecords(text: string): CsvRecord[] {
  try {
    return csvRecords(text);
  } catch (error) {
    throw new MatrixProblem(`not a table: ${errorMessage(error)}`);
  }
}

function parseNumber(cell: string | undefined, line: number): number {
  const text = cell?.trim() ?? "";
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) {
    throw new MatrixProblem(`line ${line}: "${text}" is not a number`);
  }
  if (Math.abs(value) > MOST_LOSS) {
    throw new MatrixProblem(`line ${line}: ${text} is not a loss; at most ${MOST_LOSS}`);
  }
  return value;
}

function buildTable(name: string, rows: Observation[]): LossTable {
  const blocks = 1 + rows.reduce((last, { block }) => Math.max(last, block), 0);
  const byBlock = new Set(rows.map(({ block }) => block));
  if (byBlock.size === rows.length && blocks > 1) {
    const log = rows.sort((a, b) => a.block - b.block);
    const back = log.findIndex(({ trainedAt }, k) => trainedAt < (log[k - 1]?.trainedAt ?? 0));
    if (back > 0) {
      throw new MatrixProblem(
        `block ${log[back]?.block} has an older model than the block before; a log follows what was deployed`,
      );
    }
    return { kind: "log", name, log };
  }
  checkWhole(rows, blocks);
  const losses: number[][] = Array.from({ length: blocks }, () => []);
  for (const { trainedAt, block, loss } of rows) {
    (losses[trainedAt] as number[])[block - trainedAt] = loss;
  }
  return { kind: "matrix", matrix: parseLossMatrix(name, losses) };
}

/** Before anything of the matrix's size is made: a single high number would ask for any amount of memory. */
function checkWhole(rows: readonly Observation[], blocks: number): void {
  if (rows.length === (blocks * (blocks + 1)) / 2) return;
  const given = new Set(rows.map(({ trainedAt, block }) => `${trainedAt},${block}`));
  for (let i = 0; i < blocks; i++) {
    for (let t = i; t < blocks; t++) {
      if (given.has(`${i},${t}`)) continue;
      throw new MatrixProblem(
        `no loss for i = ${i}, t = ${t}; give every t ≥ i (a matrix), or one row a block (a log)`,
      );
    }
  }
}
