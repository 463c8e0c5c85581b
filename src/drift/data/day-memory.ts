import type { Memory } from "../../stats/block-inflation.ts";
import { sum } from "../../stats/mean.ts";
import { addTo, dot } from "../../stats/vectors.ts";
import type { DayNumber } from "../../time/instant.ts";
import { usualGap } from "./blocks.ts";
import type { WindowDays } from "./window-days.ts";

/** Windows of fewer days than this keep their trend: too much would be taken for one. */
const LEAST_DAYS_OF_TREND = 14;

/** So many days count as much as one column's own as all columns together. */
const DAYS_OF_PRIOR = 30;

/** No estimate from a few weeks proves more. */
const MOST_AUTOCORRELATION = 0.95;

/** The size of a column's days, and how alike neighbours are. */
interface Energy {
  /** Of a day's squared distance from its window's distribution: in all, of neighbours, and expected of rows alone. */
  readonly day: number;
  readonly neighbours: number;
  readonly rows: number;
  readonly days: number;
  /** Expected of the autocorrelation, on average too small by (constant + slope · ρ) / days. */
  readonly bias: { readonly constant: number; readonly slope: number };
}

/**
 * The memory of the days of each column, about the level (and trend) of its window and the effect of its
 * weekday. The distance of a day's histogram from what is expected of it is of two parts: the rows are a
 * sample, which has a known size and no memory, and the day has an effect. A column's own autocorrelation
 * is drawn to that of all columns, as a few weeks say little.
 */
export function measureMemory(
  columns: readonly (readonly [reference: WindowDays, current: WindowDays])[],
): Memory[] {
  const energies = columns.map((windows) => measureEnergy(windows));
  let [effects, products] = [0, 0];
  for (const { day, neighbours, rows } of energies) {
    if (day === 0) continue;
    effects += Math.max(0, day - rows) / day;
    products += neighbours / day;
  }
  const common = effects === 0 ? 0 : limit(products / effects);
  return energies.map(({ day, neighbours, rows, days, bias }) => {
    const effect = day - rows;
    // Three standard errors of a χ² variable's mean.
    const isSeen = effect > 3 * Math.sqrt((2 * rows) / Math.max(1, days));
    const own = isSeen ? limit(neighbours / effect) : common;
    const drawn = (days * own + DAYS_OF_PRIOR * common) / (days + DAYS_OF_PRIOR);
    const unbiased = (drawn + bias.constant / days) / Math.max(0.5, 1 - bias.slope / days);
    return {
      // As if it were all in one direction of the histogram, where rows alone add 1: the largest share.
      share: effect > 0 ? effect / (effect + 1) : 0,
      autocorrelation: Math.min(MOST_AUTOCORRELATION, Math.max(0, unbiased)),
    };
  });
}

const limit = (autocorrelation: number): number => Math.min(1, Math.max(-1, autocorrelation));

function measureEnergy(windows: readonly WindowDays[]): Energy {
  const shares = shareBins(windows);
  const used = [...shares.keys()].filter((bin) => (shares[bin] as number) > 0);
  const residuals = windows.map((window) => fitWindow(window, shares, used));
  const trends = residuals.filter(({ days }) => hasTrend(days)).length;
  const parameters = windows.length + trends + removeWeekdays(residuals);
  const days = residuals.reduce((total, { days: own }) => total + own.length, 0);
  const freedom = Math.max(1, days - parameters) / Math.max(1, days);
  let [squares, products, pairs] = [0, 0, 0];
  for (const window of residuals) {
    const own = multiplyNeighbours(window);
    squares += own.squares;
    products += own.products;
    pairs += own.pairs;
  }
  return {
    day: days === 0 ? 0 : squares / (days * freedom),
    neighbours: pairs === 0 ? 0 : products / (pairs * freedom),
    rows: Math.max(0, used.length - 1),
    days: Math.max(1, days),
    // Kendall (1954), Biometrika 41, about a mean; about a line the bias is -(2 + 4ρ) / n.
    bias: { constant: windows.length + trends, slope: 3 * windows.length + trends },
  };
}

function hasTrend(days: readonly DayNumber[]): boolean {
  return days.length >= LEAST_DAYS_OF_TREND;
}

/** The share of each bin in all windows. */
function shareBins(windows: readonly WindowDays[]): Float64Array {
  const sums = new Float64Array(windows[0]?.counts[0]?.length ?? 0);
  for (const { counts } of windows) for (const day of counts) addTo(sums, day);
  const rows = sum(sums);
  return sums.map((count) => count / rows);
}

/** By day and bin, in units of the deviation that rows alone would give. */
interface Residuals {
  readonly days: readonly number[];
  readonly values: readonly Float64Array[];
}

/** By how much the counts of bins exceed the window's level, or line, of their shares. */
function fitWindow(window: WindowDays, shares: Float64Array, bins: readonly number[]): Residuals {
  const values = window.counts.map(() => new Float64Array(bins.length));
  for (let at = 0; at < bins.length; at++) {
    const bin = bins[at] as number;
    fitBin(window, bin, shares[bin] as number, values, at);
  }
  return { days: window.days, values };
}

function fitBin(
  { days, rows, counts }: WindowDays,
  bin: number,
  share: number,
  residuals: readonly Float64Array[],
  at: number,
): void {
  // Least squares of the shares over the days, weighted by rows.
  let n = 0;
  let x = 0;
  let y = 0;
  let xx = 0;
  let xy = 0;
  const origin = days[0] ?? 0;
  for (let d = 0; d < days.length; d++) {
    const weight = rows[d] as number;
    const time = (days[d] as number) - origin;
    const count = (counts[d] as Float64Array)[bin] as number;
    n += weight;
    x += weight * time;
    y += count;
    xx += weight * time * time;
    xy += count * time;
  }
  if (n === 0) return;
  const spread = xx - (x * x) / n;
  const slope = hasTrend(days) && spread > 0 ? (xy - (x * y) / n) / spread : 0;
  for (let d = 0; d < days.length; d++) {
    const weight = rows[d] as number;
    if (weight === 0) continue;
    const expected = weight * (y / n + slope * ((days[d] as number) - origin - x / n));
    const count = (counts[d] as Float64Array)[bin] as number;
    (residuals[d] as Float64Array)[at] = (count - expected) / Math.sqrt(weight * share);
  }
}

/** Takes each weekday's mean away; returns how many parameters that cost. */
function removeWeekdays(windows: readonly Residuals[]): number {
  const weekdays = Array.from({ length: 7 }, (): Float64Array[] => []);
  for (const { days, values } of windows) {
    days.forEach((day, d) => {
      weekdays[((day % 7) + 7) % 7]?.push(values[d] as Float64Array);
    });
  }
  weekdays.forEach(removeMean);
  return Math.max(0, weekdays.filter((alike) => alike.length > 0).length - 1);
}

function removeMean(vectors: readonly Float64Array[]): void {
  const sums = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) addTo(sums, vector);
  const means = sums.map((total) => total / vectors.length);
  for (const vector of vectors) addTo(vector, means, -1);
}

/** Of the days' squares, and of the products of neighbours, which are as far apart as is usual. */
function multiplyNeighbours({ days, values }: Residuals) {
  const usual = usualGap(days);
  let [squares, products, pairs] = [0, 0, 0];
  for (let d = 0; d < days.length; d++) {
    const own = values[d] as Float64Array;
    squares += dot(own, own);
    if (d === 0 || (days[d] as number) - (days[d - 1] as number) > usual) continue;
    products += dot(own, values[d - 1] as Float64Array);
    pairs++;
  }
  return { squares, products, pairs };
}
