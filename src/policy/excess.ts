/** How the cumulative excess is computed. */
export interface ExcessRules {
  /** Retrain when the sum reaches so many times the cost ratio. */
  readonly multiple: number;
  /** The excess of a block counts less so many standard deviations of its noise. */
  readonly allowance: number;
}

/**
 * Chosen on elec and ETTh1 (`npm run bench -- policy`): twice the cost, and half a standard deviation,
 * which is the usual allowance of a cumulative sum (Page 1954).
 */
export const GUARDED: ExcessRules = { multiple: 2, allowance: 0.5 };

/** Losses of a model below this age, in steps, count as those of a fresh model. */
const YOUNG_STEPS = 2;
/** How fast the level of fresh models follows. */
const SMOOTHING = 0.3;
/**
 * The sum of what the model in production loses above a fresh one:
 * S ← max(0, S + (e − b) − κσ), with b the moving average (0.3) of losses at an age below two steps, and
 * σ from the differences of neighbours within a version. A new version begins anew. Until there is a
 * difference the noise is unknown, and no excess counts: a noise taken for granted would be in some unit.
 */
export class CumulativeExcess {
  /** In loss × steps. */
  sum = 0;
  /** The loss of a fresh model; null before the first. */
  fresh: number | null = null;
  private last: number | null = null;
  private young = 0;
  private squares = 0;
  private count = 0;
  private readonly allowance: number;

  constructor(rules: ExcessRules) {
    this.allowance = rules.allowance;
  }

  /**
   * @param loss of the model in production in one step
   * @param age of that model, in steps; 0 in the first step of its life
   * @param isNew whether it is the first loss of its version
   */
  add(loss: number, age: number, isNew: boolean): void {
    if (isNew) this.sum = 0;
    else if (this.last !== null) {
      this.squares += (loss - this.last) ** 2 / 2;
      this.count++;
    }
    this.last = loss;
    if (age < YOUNG_STEPS) {
      this.young++;
      // The mean of the first few; then the moving average.
      const share = Math.max(SMOOTHING, 1 / this.young);
      this.fresh = this.fresh === null ? loss : this.fresh + share * (loss - this.fresh);
    }
    // The loss of the first version when it was young is unknown.
    const excess = this.fresh === null ? 0 : loss - this.fresh;
    const { noise } = this;
    if (noise !== null) this.sum = Math.max(0, this.sum + excess - this.allowance * noise);
  }

  /** Standard deviation of one loss; null where no version was seen twice. */
  get noise(): number | null {
    return this.count === 0 ? null : Math.sqrt(this.squares / this.count);
  }
}
