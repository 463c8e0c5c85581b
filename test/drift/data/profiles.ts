import type { CategoryProfile, NumberProfile, Profile } from "../../../src/engine/profile.ts";
import { type Random, randomFrom } from "../../../src/stats/random.ts";

export const EDGES = [0.2, 0.4, 0.6, 0.8];

/** Consecutive days. */
export const daysFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, d) => first + d);

export function numberColumn(
  name: string,
  counts: readonly (readonly number[])[],
  nulls: readonly number[] = counts.map(() => 0),
): NumberProfile {
  return { name, kind: "number", edges: EDGES, counts: toArrays(counts), nulls };
}

export function categoryColumn(
  name: string,
  counts: readonly (readonly number[])[],
): CategoryProfile {
  const values = Array.from({ length: (counts[0]?.length ?? 1) - 1 }, (_, i) => `v${i}`);
  return { name, kind: "category", values, counts: toArrays(counts), nulls: counts.map(() => 0) };
}

export function toArrays(counts: readonly (readonly number[])[]): Float64Array[] {
  return counts.map((day) => Float64Array.from(day));
}

/** Days of so many rows in five bins of equal share, which a day moves by up to `wobble`. */
export function dayCounts(
  days: number,
  {
    rows = 200,
    wobble = 0,
    shift = 0,
    random = randomFrom(1),
  }: {
    rows?: number;
    wobble?: number;
    shift?: number;
    random?: Random;
  } = {},
): number[][] {
  return Array.from({ length: days }, () => {
    const moved = shift + wobble * (random() - 0.5);
    const counts = new Array(5).fill(0);
    for (let i = 0; i < rows; i++) {
      counts[Math.max(0, Math.min(4, Math.floor(5 * (random() + moved))))]++;
    }
    return counts;
  });
}

export function profile(
  days: readonly number[],
  columns: Profile["columns"],
  rows: readonly number[] = days.map(() => 200),
): Profile {
  return { days, rows, columns };
}
