/** The loss of one model version at one age. */
export interface AgePoint {
  /** Which version; any words that tell versions apart. */
  readonly version: string;
  /** Time since it was trained, in steps. */
  readonly age: number;
  readonly loss: number;
}

/** How much more a model loses at an age than a fresh one. */
export type AgingCurve =
  | { readonly shape: "linear" /** Loss per step. */; readonly slope: number }
  | {
      readonly shape: "saturating";
      /** The excess that is never exceeded. */
      readonly ceiling: number;
      /** Steps until 63 % of it. */
      readonly scale: number;
    };

/** The assumption before there is data: the aging that would justify the present cadence. */
export interface AgingPrior {
  readonly slope: number;
  /** Its weight beside the data, in steps²; 0 for none. */
  readonly weight: number;
}

export interface AgingFit {
  readonly curve: AgingCurve;
  /** Standard deviation of the losses about it. */
  readonly noise: number;
  /** The slope that the data alone gives, and its standard error; null where no age varies. */
  readonly slope: { readonly value: number; readonly error: number } | null;
  readonly points: number;
  /** Versions with at least two ages: the others tell nothing of aging. */
  readonly versions: number;
}

/**
 * The aging of models, pooled within versions: each version has a level of its own, so that harder and
 * easier times cancel. Linear: s = (Σ_v Σ(a − ā_v)(e − ē_v) + w₀s₀)/(Σ_v Σ(a − ā_v)² + w₀).
 * Saturating, A(1 − e^(−a/τ)), where that explains the points so much better that the further constant
 * is worth it (Schwarz's criterion); A by the same least squares for each τ of a grid.
 *
 * @example versions a: 0.1, 0.2, 0.3 and b: 0.5, 0.6 at ages 0, 1, 2 and 0, 1, no prior → slope 0.1
 */
export function fitAging(points: readonly AgePoint[], prior: AgingPrior): AgingFit {
  const groups = [...byVersion(points).values()].filter((group) => spread(group) > 0);
  const used = groups.flat();
  const plain = within(groups, (age) => age, 0, 0);
  const shrunk = within(groups, (age) => age, prior.weight, prior.slope);
  const freedom = used.length - groups.length - 1;
  const noise = freedom > 0 ? Math.sqrt(plain.residual / freedom) : 0;
  const base = { points: used.length, versions: groups.length };
  const slope =
    groups.length === 0 ? null : { value: plain.factor, error: noise / Math.sqrt(plain.weight) };
  const bent =
    freedom > 1 && plain.factor > 0 ? saturating(groups, used.length, plain.residual) : null;
  if (bent !== null) {
    return { ...base, slope, curve: bent.curve, noise: Math.sqrt(bent.residual / (freedom - 1)) };
  }
  return { ...base, slope, noise, curve: { shape: "linear", slope: shrunk.factor } };
}

/** The excess loss of an age over a fresh model's. */
export function excessAt(curve: AgingCurve, age: number): number {
  return curve.shape === "linear"
    ? curve.slope * age
    : curve.ceiling * -Math.expm1(-age / curve.scale);
}

/** The excess loss from age 0 to an age, in loss × steps. */
export function excessUntil(curve: AgingCurve, age: number): number {
  return curve.shape === "linear"
    ? (curve.slope * age * age) / 2
    : curve.ceiling * (age + curve.scale * Math.expm1(-age / curve.scale));
}

/** Versions in the order in which they come first. */
export function byVersion(points: readonly AgePoint[]): Map<string, AgePoint[]> {
  const groups = new Map<string, AgePoint[]>();
  for (const point of points) {
    const group = groups.get(point.version);
    if (group === undefined) groups.set(point.version, [point]);
    else group.push(point);
  }
  return groups;
}

function spread(group: readonly AgePoint[]): number {
  const ages = group.map(({ age }) => age);
  return Math.max(...ages) - Math.min(...ages);
}

/** Least squares of the loss on f(age) with a level for each version, shrunk towards a prior factor. */
function within(
  groups: readonly AgePoint[][],
  of: (age: number) => number,
  priorWeight: number,
  priorFactor: number,
): { factor: number; weight: number; residual: number } {
  let weight = 0;
  let product = 0;
  let squares = 0;
  for (const group of groups) {
    let x = 0;
    let y = 0;
    for (const { age, loss } of group) {
      x += of(age) / group.length;
      y += loss / group.length;
    }
    for (const { age, loss } of group) {
      weight += (of(age) - x) ** 2;
      product += (of(age) - x) * (loss - y);
      squares += (loss - y) ** 2;
    }
  }
  const total = weight + priorWeight;
  const factor = total > 0 ? (product + priorWeight * priorFactor) / total : 0;
  const residual = Math.max(0, squares - 2 * factor * product + factor * factor * weight);
  return { factor, weight, residual };
}

/** By what τ, as a share of the greatest age, is sought: beyond it a curve is nearly a line. */
const SCALES = [0.05, 0.08, 0.12, 0.18, 0.25, 0.35, 0.5, 0.7, 1];

function saturating(groups: readonly AgePoint[][], count: number, linearResidual: number) {
  const oldest = Math.max(...groups.flat().map(({ age }) => age));
  let best: { curve: AgingCurve; residual: number } | null = null;
  for (const share of SCALES) {
    const scale = share * oldest;
    const { factor, residual } = within(groups, (age) => -Math.expm1(-age / scale), 0, 0);
    if (factor > 0 && residual < (best?.residual ?? Number.POSITIVE_INFINITY)) {
      best = { curve: { shape: "saturating", ceiling: factor, scale }, residual };
    }
  }
  if (best === null) return null;
  // Schwarz: (n/4) ln(SSE ratio) against ln n for one constant more; a quarter, because neighbours are
  // alike. Without noise a line that fits is a line.
  const worthIt = best.residual < linearResidual * count ** (-4 / count) - 1e-12;
  return worthIt ? best : null;
}
