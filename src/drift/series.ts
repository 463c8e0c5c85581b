import { type PointColumns, picked } from "../collections/point-columns.ts";
import { createZone, type Instant, parseInstant } from "../time/instant.ts";
import type { MetricPoint } from "../validation/evidence.ts";

/** The points of a metric that are judged, and why these. */
export interface Selection {
  readonly judged: "all" | "version" | "retrainings";
  /** The version that is judged; null where none is known. */
  readonly version: string | null;
  /** Oldest first, finite and not. */
  readonly points: PointColumns<MetricPoint>;
}

/**
 * The points that can show drift. Drift is a change in one model's results while the world moves on: that a new
 * version is better or worse than the old is not drift, so only points of the version in production are
 * compared with one another; that is the champion, where the source names it and has points of it, else
 * the version of the newest point. Where most versions have one point each, as when every run of a
 * tracker trains anew, there is no life of one model to follow: then the series of retrainings is
 * judged, each evaluated once. Where no version is known, all points are taken for one model's.
 *
 * @param points in order
 */
export function selectPoints(
  points: PointColumns<MetricPoint>,
  champion: string | null,
): Selection {
  const count = points.at.length;
  const versions = new Set(points.version);
  const newest = points.version.at(-1) ?? null;
  const named = [...versions].filter((version) => version !== null);
  if (named.length > 1 && named.length > count / 2) {
    return { judged: "retrainings", version: newest, points };
  }
  const version = champion !== null && versions.has(champion) ? champion : newest;
  if (versions.size <= 1) return { judged: "all", version, points };
  const ofVersion = picked(points, (_at, _value, i) => points.version[i] === version);
  return { judged: "version", version, points: ofVersion };
}

/** The first point of a version. */
export function firstOfVersion(
  { version, point }: PointColumns<MetricPoint>,
  wanted: string,
): MetricPoint | undefined {
  const place = version.indexOf(wanted);
  return place === -1 ? undefined : point(place);
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
 * The places of at most so many groups of neighbours, each as long as the others but for the last.
 *
 * @example folded(5, 2) // [{ from: 0, to: 3 }, { from: 3, to: 5 }]
 */
export function folded(count: number, most: number): { from: number; to: number }[] {
  const size = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
    from: i * size,
    to: Math.min(count, (i + 1) * size),
  }));
}

/** Of a time that formatInstant wrote: hence always readable, and with its offset. */
export function toInstant(time: string): Instant {
  return parseInstant(time, createZone("UTC")) as Instant;
}
