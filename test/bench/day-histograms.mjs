import { autoregressive, randomNormal, randomUniform } from "./noise.mjs";

/** Bins of equal share of a standard normal column. */
export const BINS = 20;

/** What each weekday adds to a column, and to the rows of a day. */
const WEEK = [0.6, 0.3, 0, -0.2, -0.3, 0.5, -0.9];

/** Shares of the bins by how far the day has moved the column, in steps; between them by straight lines. */
const STEP = 0.01;
const FARTHEST = 4;

/**
 * Makes columns of two windows from day histograms alone: rows of a day are a sample of a normal
 * distribution whose mean the day moves.
 *
 * @param normalSf of src/stats/normal.ts
 */
export function histogramMaker({ normalSf, normalQuantile }) {
  const edges = Array.from({ length: BINS - 1 }, (_, i) => normalQuantile((i + 1) / BINS));
  const steps = Math.round((2 * FARTHEST) / STEP) + 1;
  const shares = new Float64Array(steps * BINS);
  for (let s = 0; s < steps; s++) {
    let below = 0;
    for (let b = 0; b < BINS; b++) {
      const upTo = b === BINS - 1 ? 1 : 1 - normalSf((edges[b] ?? 0) - (s * STEP - FARTHEST));
      shares[s * BINS + b] = upTo - below;
      below = upTo;
    }
  }
  return { edges, make };

  /**
   * `tau`: deviation of a day's effect, `rho`: its autocorrelation; of the first column, `shift`: what
   * the current window adds, `trend`: what all days together add.
   */
  function make({ rows, tau, rho, week, reference, current, columns, shift = 0, trend = 0 }, seed) {
    const uniform = randomUniform(seed);
    const normal = randomNormal(uniform);
    const all = reference + current;
    const sizes = Array.from({ length: all }, (_, d) =>
      Math.max(1, Math.round(rows * (week ? 1 + 0.4 * WEEK[d % 7] : 1))),
    );
    const list = Array.from({ length: columns }, (_, c) => {
      const noise = autoregressive(all, rho, normal);
      return noise.map((effect, d) => {
        const season = week ? 0.3 * WEEK[(d + c) % 7] : 0;
        const drift = c === 0 ? (d >= reference ? shift : 0) + (trend * d) / all : 0;
        return histogram(sizes[d], tau * effect + season + drift, uniform, normal);
      });
    });
    const profile = (from, to) => ({
      days: Array.from({ length: to - from }, (_, d) => 20_000 + from + d),
      rows: sizes.slice(from, to),
      columns: list.map((counts, c) => ({
        name: `c${c}`,
        kind: "number",
        edges,
        counts: counts.slice(from, to),
        nulls: new Array(to - from).fill(0),
      })),
    });
    return [profile(0, reference), profile(reference, all)];
  }

  function histogram(rows, moved, uniform, normal) {
    const position = (Math.min(FARTHEST - 1e-9, Math.max(-FARTHEST, moved)) + FARTHEST) / STEP;
    const at = Math.floor(position);
    const part = position - at;
    const counts = new Float64Array(BINS);
    let [left, rest] = [rows, 1];
    for (let b = 0; b < BINS - 1; b++) {
      const share = shares[at * BINS + b] * (1 - part) + shares[(at + 1) * BINS + b] * part;
      counts[b] = binomial(left, Math.min(1, share / rest), uniform, normal);
      left -= counts[b];
      rest -= share;
    }
    counts[BINS - 1] = left;
    return counts;
  }
}

/** By inversion; of more than 25 expected the normal approximation. */
function binomial(n, p, uniform, normal) {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, uniform, normal);
  if (n * p > 25) {
    const drawn = Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normal());
    return Math.min(n, Math.max(0, drawn));
  }
  let probability = (1 - p) ** n;
  let rest = uniform();
  let k = 0;
  while (rest > probability && k < n) {
    rest -= probability;
    k++;
    probability *= ((p / (1 - p)) * (n - k + 1)) / k;
  }
  return k;
}
