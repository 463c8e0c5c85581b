import { type Instant, parseInstant, zoneOf } from "../instant.ts";
import type { MetricPoint, MetricSeries } from "../validation/evidence.ts";

/** The points of a metric that are judged, and why these. */
export interface Selection {
  readonly judged: "all" | "version" | "retrainings";
  /** The version that is judged; null where none is known. */
  readonly version: string | null;
  /** Oldest first, finite and not. */
  readonly points: readonly MetricPoint[];
}

/**
 * Whose points tell of drift. Drift is what happens to one model while the world moves on: that a new
 * version is better or worse than the old is no drift, so only points of the version in production are
 * compared with one another; that is the champion, where the source names it and has points of it, else
 * the version of the newest point. Where most versions have one point each, as when every run of a
 * tracker trains anew, there is no life of one model to follow: then the series of retrainings is
 * judged, each evaluated once. Where no version is known, all points are taken for one model's.
 */
export function selectPoints({ points: found, champion }: MetricSeries): Selection {
  const points = inOrder(found);
  const versions = new Set(points.map((point) => point.modelVersion));
  const newest = points.at(-1)?.modelVersion ?? null;
  const named = [...versions].filter((version) => version !== null);
  if (named.length > 1 && named.length > points.length / 2) {
    return { judged: "retrainings", version: newest, points };
  }
  const version = champion !== null && versions.has(champion) ? champion : newest;
  return versions.size <= 1
    ? { judged: "all", version, points }
    : { judged: "version", version, points: points.filter((p) => p.modelVersion === version) };
}

/** Oldest first; of one instant by what they say, so that the order of files plays no part. */
export function inOrder(points: readonly MetricPoint[]): readonly MetricPoint[] {
  if (points.every((point, i) => i === 0 || (points[i - 1] as MetricPoint).at < point.at))
    return points;
  return [...points].sort(
    (a, b) =>
      a.at - b.at ||
      compare(a.path, b.path) ||
      compare(a.modelVersion ?? "", b.modelVersion ?? "") ||
      compare(String(a.value), String(b.value)),
  );
}

/** By code units, the same in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * At most so many groups of neighbours, each as long as the others but for the last.
 *
 * @example folded([1, 2, 3, 4, 5], 2) // [[1, 2, 3], [4, 5]]
 */
export function folded<T>(items: readonly T[], most: number): T[][] {
  const size = Math.max(1, Math.ceil(items.length / most));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

/** Of a time that formatInstant wrote: hence always readable, and with its offset. */
export function instantOf(time: string): Instant {
  return parseInstant(time, zoneOf("UTC")) as Instant;
}
