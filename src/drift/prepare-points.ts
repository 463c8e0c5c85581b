import {
  columnsFromList,
  type PointColumns,
  picked,
  pointList,
  toColumns,
  withValues,
} from "../collections/point-columns.ts";
import type { DriftConfig } from "../config/schema.ts";
import { weekSeason, withoutSeason } from "../stats/week-season.ts";
import { type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { MetricPoint, MetricSeries } from "../validation/evidence.ts";
import { unitChange } from "./direction.ts";
import { sortPoints } from "./in-order.ts";
import { oneAnInstant } from "./merge-duplicate-times.ts";
import { firstOfVersion, type Selection, selectPoints } from "./series.ts";

export interface PointRules {
  readonly now: Instant;
  readonly zone: Zone;
  readonly config: DriftConfig;
  /** The version in production that the configuration names. */
  readonly champion: string | null;
}

/** The points of a metric that are judged. */
export interface PreparedPoints {
  /** All that were found, in order. */
  readonly columns: PointColumns<MetricPoint>;
  readonly selection: Selection;
  /** How many of those in the window are finite. */
  readonly finite: number;
  /** Finite, one an instant. */
  readonly single: PointColumns<MetricPoint>;
  /** The same without their season. */
  readonly points: PointColumns<MetricPoint>;
  /** By the days of the week; null without one. */
  readonly season: readonly number[] | null;
  /** The newest point, or one that is not a number; undefined without points. */
  readonly last: MetricPoint | undefined;
  /** The champion's own run, without its season. */
  readonly ofChampion: MetricPoint | undefined;
  /** All points of one instant have no order, and are no series. */
  readonly oneTime: boolean;
  /** The place in `single` from which values have another unit; null where they do not. */
  readonly changedAt: number | null;
}

/** Puts the points in order, and takes those of the window that are finite, one an instant, without their season. */
export function preparePoints(found: MetricSeries, rules: PointRules): PreparedPoints {
  const { config, zone, now } = rules;
  const { columns, isRising, isNumeric } = sortPoints(toColumns(found));
  const champion = found.champion ?? rules.champion;
  const selection = selectPoints(columns, champion);
  const { window_days: windowDays } = config;
  const inWindow =
    windowDays === undefined
      ? selection.points
      : picked(selection.points, (at) => at >= now - windowDays * MICROS_PER_DAY);
  const finite = isNumeric ? inWindow : picked(inWindow, (_at, value) => Number.isFinite(value));
  const single = isRising ? finite : columnsFromList(oneAnInstant(pointList(finite)));
  const season = config.week_season ? estimateSeason(single, zone) : null;
  const championRun = champion === null ? undefined : firstOfVersion(finite, champion);
  return {
    columns,
    selection,
    finite: finite.at.length,
    single,
    points: season === null ? single : seasonless(single, season, zone),
    season,
    last: findNewest(inWindow, single),
    ofChampion:
      championRun && season !== null
        ? seasonless(columnsFromList([championRun]), season, zone).point(0)
        : championRun,
    oneTime: finite.at.length > 1 && single.at.length === 1,
    changedAt: unitChange(found.metric, single.value),
  };
}

/** Where most days have several values, no day of the week has one. */
function estimateSeason(
  { at, value }: PointColumns<MetricPoint>,
  zone: Zone,
): readonly number[] | null {
  const [first, last] = [at[0], at.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (at.length > 2 * (zone.dayOf(last) - zone.dayOf(first) + 1)) return null;
  return weekSeason(
    Array.from(at, (each) => zone.dayOf(each)),
    [...value],
  );
}

function seasonless(
  points: PointColumns<MetricPoint>,
  season: readonly number[],
  zone: Zone,
): PointColumns<MetricPoint> {
  const days = Array.from(points.at, (at) => zone.dayOf(at));
  return withValues(points, Float64Array.from(withoutSeason(days, [...points.value], season)));
}

/** The mean of the points at the last instant; if one of them is not a number, that one: an evaluation failed. */
function findNewest(
  all: PointColumns<MetricPoint>,
  single: PointColumns<MetricPoint>,
): MetricPoint | undefined {
  const failed = all.value.findLastIndex((value) => !Number.isFinite(value));
  if (failed !== -1 && all.at[failed] === all.at.at(-1)) return all.point(failed);
  const last = single.at.length - 1;
  return last === -1 ? undefined : single.point(last);
}
