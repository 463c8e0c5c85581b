import type { Memory } from "../../stats/block-inflation.ts";
import { sum } from "../../stats/mean.ts";
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
  const bins = windows[0]?.counts[0]?.length ?? 0;
  const shares = new Float64Array(bins);
  for (const { counts } of windows) {
    for (const day of counts)
      for (let b = 0; b < bins; b++) shares[b] = (shares[b] as number) + (day[b] as number);
  }
  const rows = sum(shares);
  const used: number[] = [];
  for (let b = 0; b < bins; b++) if ((shares[b] as number) > 0) used.push(b);
  const residuals: Residuals[] = windows.map((window) => ({
    days: window.days,
    values: window.counts.map(() => new Float64Array(used.length)),
  }));
  let [parameters, constant, slope] = [0, 0, 0];
  windows.forEach((window, w) => {
    const hasTrend = window.days.length >= LEAST_DAYS_OF_TREND;
    // Kendall (1954), Biometrika 41, about a mean; about a line the bias is -(2 + 4ρ) / n.
    constant += hasTrend ? 2 : 1;
    slope += hasTrend ? 4 : 3;
    parameters += hasTrend ? 2 : 1;
    used.forEach((b, k) => {
      fitWindow(window, b, (shares[b] as number) / rows, hasTrend, residuals[w] as Residuals, k);
    });
  });
  parameters += removeWeekdays(residuals);
  const days = residuals.reduce((total, { days: own }) => total + own.length, 0);
  const freedom = Math.max(1, days - parameters) / Math.max(1, days);
  let [squares, products, pairs] = [0, 0, 0];
  for (const { days: own, values } of residuals) {
    const usual = usualGap(own);
    values.forEach((day, i) => {
      squares += dot(day, day);
      if (i === 0 || (own[i] as number) - (own[i - 1] as number) > usual) return;
      products += dot(day, values[i - 1] as Float64Array);
      pairs++;
    });
  }
  return {
    day: days === 0 ? 0 : squares / (days * freedom),
    neighbours: pairs === 0 ? 0 : products / (pairs * freedom),
    rows: Math.max(0, used.length - 1),
    days: Math.max(1, days),
    bias: { constant, slope },
  };
}

/** By day and bin, in units of the deviation that rows alone would give. */
interface Residuals {
  readonly days: readonly number[];
  readonly values: readonly Float64Array[];
}

/** Writes by how much a bin's counts exceed the window's level, or line, of its share. */
function fitWindow(
  { days, rows, counts }: WindowDays,
  bin: number,
  share: number,
  hasTrend: boolean,
  residuals: Residuals,
  at: number,
): void {
  // Least squares of the shares over the days, weighted by rows.
  let [n, x, y, xx, xy] = [0, 0, 0, 0, 0];
  const origin = days[0] ?? 0;
  for (let d = 0; d < days.length; d++) {
    const weight = rows[d] as number;
    const time = (days[d] as number) - origin;
    const count = (counts[d] as ArrayLike<number>)[bin] as number;
    n += weight;
    x += weight * time;
    y += count;
    xx += weight * time * time;
    xy += count * time;
  }
  if (n === 0) return;
  const spread = xx - (x * x) / n;
  const slope = hasTrend && spread > 0 ? (xy - (x * y) / n) / spread : 0;
  for (let d = 0; d < days.length; d++) {
    const weight = rows[d] as number;
    if (weight === 0) continue;
    const expected = weight * (y / n + slope * ((days[d] as number) - origin - x / n));
    const count = (counts[d] as ArrayLike<number>)[bin] as number;
    (residuals.values[d] as Float64Array)[at] = (count - expected) / Math.sqrt(weight * share);
  }
}

/** Takes each weekday's mean away; returns how many parameters that cost. */
function removeWeekdays(windows: readonly Residuals[]): number {
  const means = new Map<number, { days: number; sums: Float64Array }>();
  for (const { days, values } of windows) {
    days.forEach((day, d) => {
      const value = values[d] as Float64Array;
      const weekday = ((day % 7) + 7) % 7;
      const of = means.get(weekday) ?? { days: 0, sums: new Float64Array(value.length) };
      means.set(weekday, of);
      of.days++;
      for (let b = 0; b < value.length; b++)
        of.sums[b] = (of.sums[b] as number) + (value[b] as number);
    });
  }
  for (const { days, values } of windows) {
    days.forEach((day, d) => {
      const value = values[d] as Float64Array;
      const of = means.get(((day % 7) + 7) % 7);
      for (let b = 0; of !== undefined && b < value.length; b++) {
        value[b] = (value[b] as number) - (of.sums[b] as number) / of.days;
      }
    });
  }
  return Math.max(0, means.size - 1);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] as number) * (b[i] as number);
  return total;
}
