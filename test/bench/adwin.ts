/** So many values together: how many, their sum, and the sum of their squared distances from their mean. */
interface Bucket {
  readonly size: number;
  readonly sum: number;
  readonly squares: number;
}

export interface AdwinOptions {
  /** The bound of a false alarm at one check. */
  readonly delta: number;
  /** A check every so many values. */
  readonly clock: number;
  /** Buckets of one size before the two oldest are merged. */
  readonly maxBuckets: number;
  /** Neither part of the window is shorter. */
  readonly minWindow: number;
  /** No check before the window holds more than this. */
  readonly grace: number;
}

const DEFAULTS: AdwinOptions = { delta: 0.002, clock: 32, maxBuckets: 5, minWindow: 5, grace: 10 };

/**
 * The indices at which ADWIN, adaptive windowing, says that the mean has changed: it keeps a window of
 * exponentially growing buckets, and drops its oldest while some cut leaves two parts whose means
 * differ by more than ε = √(2mσ²δ′) + ⅔δ′m, with m = 1/(n₀ − w + 1) + 1/(n₁ − w + 1), w the shortest
 * part, and δ′ = ln(2 ln(n)/δ). After an alarm it starts anew. Source: Bifet and Gavaldà (2007),
 * Learning from Time-Changing Data with Adaptive Windowing; the same as river.drift.ADWIN 0.26.
 *
 * @example adwin([…1000 values of {0, 1}, …1000 of {0…7}]) // [1023], on River's own test stream
 */
export function adwin(values: Iterable<number>, options: Partial<AdwinOptions> = {}): number[] {
  const settings = { ...DEFAULTS, ...options };
  const alarms: number[] = [];
  let window = new Window(settings);
  let index = 0;
  for (const value of values) {
    if (window.add(value)) {
      alarms.push(index);
      window = new Window(settings);
    }
    index++;
  }
  return alarms;
}

class Window {
  /** By size, the smallest first; within a size the oldest first. */
  private readonly rows: Bucket[][] = [[]];
  private all: Bucket = EMPTY;
  private ticks = 0;
  private readonly options: AdwinOptions;

  constructor(options: AdwinOptions) {
    this.options = options;
  }

  /** Whether the mean has changed. */
  add(value: number): boolean {
    const bucket = { size: 1, sum: value, squares: 0 };
    this.rows[0]?.push(bucket);
    this.all = join(this.all, bucket);
    this.compress();
    this.ticks++;
    if (this.ticks % this.options.clock !== 0 || this.all.size <= this.options.grace) return false;
    let changed = false;
    while (this.isCut()) {
      changed = true;
      this.dropOldest();
    }
    return changed;
  }

  private compress(): void {
    for (let row = 0; row < this.rows.length; row++) {
      const buckets = this.rows[row] as Bucket[];
      if (buckets.length <= this.options.maxBuckets) return;
      const [first, second] = buckets.splice(0, 2) as [Bucket, Bucket];
      this.rows[row + 1] ??= [];
      this.rows[row + 1]?.push(join(first, second));
    }
  }

  private isCut(): boolean {
    const { delta, minWindow } = this.options;
    const { size, sum, squares } = this.all;
    const bound = Math.log((2 * Math.log(size)) / delta);
    let older = 0;
    let olderSum = 0;
    for (let row = this.rows.length - 1; row >= 0; row--) {
      for (const bucket of this.rows[row] as Bucket[]) {
        older += bucket.size;
        olderSum += bucket.sum;
        const newer = size - older;
        if (older < minWindow || newer < minWindow) continue;
        const m = 1 / (older - minWindow + 1) + 1 / (newer - minWindow + 1);
        const epsilon = Math.sqrt(2 * m * (squares / size) * bound) + (2 / 3) * bound * m;
        if (Math.abs(olderSum / older - (sum - olderSum) / newer) > epsilon) return true;
      }
    }
    return false;
  }

  private dropOldest(): void {
    const row = this.rows.at(-1) as Bucket[];
    const oldest = row.shift() as Bucket;
    this.all = part(this.all, oldest);
    if (row.length === 0) this.rows.pop();
  }
}

const EMPTY: Bucket = { size: 0, sum: 0, squares: 0 };

function join(a: Bucket, b: Bucket): Bucket {
  const size = a.size + b.size;
  const apart = a.size === 0 ? 0 : a.sum / a.size - b.sum / b.size;
  const squares = a.squares + b.squares + (a.size * b.size * apart ** 2) / size;
  return { size, sum: a.sum + b.sum, squares };
}

/** The rest of `whole` without `gone`. */
function part(whole: Bucket, gone: Bucket): Bucket {
  const size = whole.size - gone.size;
  const sum = whole.sum - gone.sum;
  const apart = gone.sum / gone.size - sum / size;
  const squares = whole.squares - gone.squares - (gone.size * size * apart ** 2) / whole.size;
  return { size, sum, squares };
}
