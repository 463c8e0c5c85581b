import { normalQuantile } from "../stats/normal.ts";
import type { Random } from "../stats/random.ts";
import { type AgingCurve, excessAt, fitAging } from "./aging.ts";
import { slopeError } from "./interval.ts";
import { type LossMatrix, parseLossMatrix } from "./loss-matrix.ts";
import type { Observation } from "./replay.ts";

/** The losses of models: as they age, and as times are harder or easier. */
export interface LossModel {
  readonly curve: AgingCurve;
  /** By which the aging may be off, as a share of it. */
  readonly relativeError: number;
  /** The loss of a fresh model in each block that was seen. */
  readonly levels: readonly number[];
}

/**
 * A model of the losses in a log of deployed models: the aging without a prior, and what is left of each
 * loss without it.
 *
 * @returns null where fewer than two versions were seen at several ages: then nothing tells aging from
 *   times that became harder
 */
export function fitLossModel(log: readonly Observation[]): LossModel | null {
  const points = log.map(({ trainedAt, block, loss }) => ({
    version: `${trainedAt}`,
    age: block - trainedAt,
    loss,
  }));
  const fit = fitAging(points, { slope: 0, weight: 0 });
  if (fit.versions < 2 || fit.slope === null) return null;
  const curve = rising(fit.curve);
  const error = slopeError(points);
  return {
    curve,
    relativeError: fit.slope.value > 0 && error !== null ? error / fit.slope.value : 0,
    levels: points.map(({ age, loss }) => loss - excessAt(curve, age)),
  };
}

/** Models that become better with age are an accident of the sample. */
function rising(curve: AgingCurve): AgingCurve {
  return curve.shape === "linear" ? { ...curve, slope: Math.max(0, curve.slope) } : curve;
}

/** The losses of models in one possible future: `levels[t] + excess[a]` in block t at age a. */
export interface LossPath {
  /** Of a fresh model, by block. */
  readonly levels: Float64Array;
  /** By age; 0 at age 0. */
  readonly excess: Float64Array;
}

/**
 * A path that the future might take: levels by a moving-block bootstrap, so that hard times last as long
 * as they did, and aging within its error. A simulation, not a measurement.
 *
 * @param parts so many blocks make a step of the model's, and have its level
 */
export function simulatePath(
  model: LossModel,
  blocks: number,
  random: Random,
  parts = 1,
): LossPath {
  const { levels } = model;
  const length = Math.max(1, Math.round(Math.cbrt(levels.length)));
  const path = new Float64Array(blocks);
  for (let filled = 0; filled < blocks; filled += length * parts) {
    const start = Math.floor(random() * (levels.length - length + 1));
    for (let k = 0; k < length * parts && filled + k < blocks; k++) {
      path[filled + k] = levels[start + Math.floor(k / parts)] as number;
    }
  }
  // Not 0 or 1, of which there is no quantile.
  const z = normalQuantile(random() * 0.9998 + 0.0001);
  const factor = Math.max(0, 1 + z * model.relativeError);
  const excess = Float64Array.from(
    { length: blocks },
    (_, a) => factor * excessAt(model.curve, a / parts),
  );
  return { levels: path, excess };
}

/** A path with every loss written out, for policies that are replayed over matrices. */
export function pathMatrix({ levels, excess }: LossPath): LossMatrix {
  const blocks = levels.length;
  const row = (i: number) =>
    Array.from(
      { length: blocks - i },
      (_, age) => (levels[i + age] as number) + (excess[age] as number),
    );
  return parseLossMatrix(
    "path",
    Array.from({ length: blocks }, (_, i) => row(i)),
  );
}
