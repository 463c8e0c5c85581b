import { isDeeper } from "../text/nesting.ts";

/**
 * The losses that models of every age would have had. Blocks are the unit of time; the model trained
 * before block `i` sees the data that ends just before it.
 */
export interface LossMatrix {
  readonly name: string;
  readonly blocks: number;
  /** `losses[i][a]`: mean loss in block `i + a` of the model trained before block `i`. */
  readonly losses: readonly (readonly number[])[];
}

/** The fault that makes a text an invalid loss matrix: where it is, and how to fix it. */
export class MatrixProblem extends Error {}

/** More blocks are no matrix of weeks: ten thousand have fifty million losses. */
const MOST_BLOCKS = 10_000;
/** Greater ones have squares and sums that are no numbers any more. */
export const MOST_LOSS = 1e100;

/**
 * Reads a matrix: `{dataset?, training_window_blocks?, blocks?, loss: [[…], …]}` with
 * `loss[i][a]` for age `a`, hence each row one shorter than the last.
 *
 * @param name what the matrix is called, usually its file's name
 * @throws MatrixProblem
 */
export function parseMatrix(text: string, name: string): LossMatrix {
  const value = parse(text);
  if (typeof value !== "object" || value === null || !("loss" in value)) {
    throw new MatrixProblem(
      'there is no key "loss"; give an object with the rows of losses under it',
    );
  }
  const { loss } = value;
  if (!Array.isArray(loss) || loss.length === 0) {
    throw new MatrixProblem("loss: not an array of rows; give one row for each block");
  }
  const stated = "blocks" in value ? value.blocks : loss.length;
  if (stated !== loss.length) {
    throw new MatrixProblem(`blocks: ${JSON.stringify(stated)}, but loss has ${loss.length} rows`);
  }
  return parseLossMatrix(name, loss);
}

function parse(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MatrixProblem(`not JSON: ${(error as Error).message}`);
  }
  if (isDeeper(value)) throw new MatrixProblem("nested deeper than rows of losses; write numbers");
  return value;
}

/** A matrix of rows, each as long as there are blocks left. */
export function parseLossMatrix(name: string, rows: readonly unknown[]): LossMatrix {
  const blocks = rows.length;
  if (blocks > MOST_BLOCKS) {
    throw new MatrixProblem(`${blocks} blocks; at most ${MOST_BLOCKS}: take longer blocks`);
  }
  const losses = rows.map((row, i) => {
    if (!Array.isArray(row) || row.length !== blocks - i) {
      const found = Array.isArray(row) ? `${row.length} losses` : "no array";
      throw new MatrixProblem(
        `loss[${i}]: ${found}, not ${blocks - i}, one for each block from ${i}`,
      );
    }
    const wrong = row.findIndex((loss) => typeof loss !== "number" || !Number.isFinite(loss));
    if (wrong >= 0) {
      throw new MatrixProblem(
        `loss[${i}][${wrong}]: ${JSON.stringify(row[wrong])} is not a number`,
      );
    }
    const great = row.findIndex((loss) => Math.abs(loss as number) > MOST_LOSS);
    if (great >= 0) {
      throw new MatrixProblem(
        `loss[${i}][${great}]: ${row[great]} is not a loss; at most ${MOST_LOSS}`,
      );
    }
    return row as number[];
  });
  return { name, blocks, losses };
}

/** The loss in block `t` of the model trained before block `i`. */
export function lossAt({ losses }: LossMatrix, i: number, t: number): number {
  return losses[i]?.[t - i] as number;
}
