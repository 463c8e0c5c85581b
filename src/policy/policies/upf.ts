import type { Observation, Policy } from "../replay.ts";

/** z of the 95 % quantile. */
const QUANTILE = 1.6449;

/**
 * UPF (Regol et al., ICML 2025, arXiv 2505.14903): forecasts the loss in block j of the model trained at i
 * by a Bayesian linear regression on i/T, (j − i)/T and j/T, and retrains when the 95 % quantile of the
 * cost to the end with a model trained now, the retraining included, lies below that of keeping the
 * deployed one. Its feature of the shift of the data is not used: a loss matrix holds no data.
 */
export const upf: Policy = ({ cost, horizon }) => {
  const regression = new BayesianRegression(4);
  const features = (i: number, j: number) => [1, i / horizon, (j - i) / horizon, j / horizon];
  return ({ block, age, past }) => {
    const { trainedAt, block: at, loss } = past.at(-1) as Observation;
    regression.add(features(trainedAt, at), loss);
    const future = (i: number) => {
      const sum = [0, 0, 0, 0];
      for (let j = block; j < horizon; j++) {
        for (const [k, value] of features(i, j).entries()) sum[k] = (sum[k] as number) + value;
      }
      return regression.quantile(sum, horizon - block, QUANTILE);
    };
    return cost + future(block) < future(block - age);
  };
};

/** Linear regression with a weak normal prior; noise by its residuals. */
class BayesianRegression {
  private readonly products: number[][];
  private readonly moments: number[];
  private squares = 0;
  private count = 0;

  constructor(size: number) {
    this.products = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) => (i === j ? 0.01 : 0)),
    );
    this.moments = new Array(size).fill(0);
  }

  add(x: readonly number[], y: number): void {
    for (const [i, row] of this.products.entries()) {
      for (let j = 0; j < row.length; j++) {
        row[j] = (row[j] as number) + (x[i] as number) * (x[j] as number);
      }
      this.moments[i] = (this.moments[i] as number) + (x[i] as number) * y;
    }
    this.squares += y * y;
    this.count++;
  }

  /** Of a sum of so many losses, whose features add up to `x`: its mean and `z` standard deviations. */
  quantile(x: readonly number[], terms: number, z: number): number {
    const weights = solve(this.products, this.moments);
    const explained = dot(weights, this.moments);
    const noise = Math.max(1e-6, (this.squares - explained) / this.count);
    const spread = noise * (dot(x, solve(this.products, x)) + terms);
    return dot(x, weights) + z * Math.sqrt(Math.max(0, spread));
  }
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** Solves Ax = b, A symmetric and positive, by Cholesky's decomposition. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const size = right.length;
  const lower = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const at = (i: number, j: number) => lower[i]?.[j] as number;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]?.[j] as number;
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      (lower[i] as number[])[j] = i === j ? Math.sqrt(Math.max(sum, 1e-15)) : sum / at(j, j);
    }
  }
  const x = [...right];
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i] = (x[i] as number) - at(i, k) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i] = (x[i] as number) - at(k, i) * (x[k] as number);
    x[i] = (x[i] as number) / at(i, i);
  }
  return x;
}
