/** A value at a time, with whatever else is known of it. */
export interface TimedValue {
  /** An instant. */
  readonly at: number;
  readonly value: number;
  readonly modelVersion: string | null;
}

/**
 * Points by columns. Hourly values of ten metrics over years are millions of objects, but a few arrays a
 * metric; the rest of a point is looked up when it is needed.
 */
export interface PointColumns<T extends TimedValue> {
  readonly at: Float64Array;
  readonly value: Float64Array;
  readonly version: readonly (string | null)[];
  /** The whole point at a place. */
  point(place: number): T;
}

/** Points as they are held: as a list, or by columns, which then are the same. */
export interface HeldPoints<T extends TimedValue> {
  readonly points: readonly T[];
  readonly columns?: PointColumns<T>;
}

/** The points by columns; their list, which may not exist yet, is not made for that. */
export function toColumns<T extends TimedValue>(held: HeldPoints<T>): PointColumns<T> {
  return held.columns ?? columnsFromList(held.points);
}

export function columnsFromList<T extends TimedValue>(list: readonly T[]): PointColumns<T> {
  const at = new Float64Array(list.length);
  const value = new Float64Array(list.length);
  for (const [place, point] of list.entries()) {
    at[place] = point.at;
    value[place] = point.value;
  }
  const version = list.map(({ modelVersion }) => modelVersion);
  return { at, value, version, point: (place) => list[place] as T };
}

/** The points as a list. */
export function pointList<T extends TimedValue>({ at, point }: PointColumns<T>): T[] {
  return Array.from(at, (_, place) => point(place));
}

/** When the newest point was; -Infinity without one. */
export function newestAt(held: HeldPoints<TimedValue>): number {
  let newest = -Infinity;
  if (held.columns === undefined) for (const { at } of held.points) newest = Math.max(newest, at);
  else for (const at of held.columns.at) newest = Math.max(newest, at);
  return newest;
}

/** Neighbours, from a place up to another, which is excluded. */
export function between<T extends TimedValue>(
  columns: PointColumns<T>,
  from: number,
  to: number,
): PointColumns<T> {
  if (from === 0 && to >= columns.at.length) return columns;
  return {
    at: columns.at.subarray(from, to),
    value: columns.value.subarray(from, to),
    version: columns.version.slice(from, to),
    point: (place) => columns.point(from + place),
  };
}

/** Those that are wanted; mostly all are, and nothing has to be copied. */
export function picked<T extends TimedValue>(
  columns: PointColumns<T>,
  isWanted: (at: number, value: number, place: number) => boolean,
): PointColumns<T> {
  const { at, value } = columns;
  const places: number[] = [];
  for (let i = 0; i < at.length; i++) {
    if (isWanted(at[i] as number, value[i] as number, i)) places.push(i);
  }
  if (places.length === at.length) return columns;
  return {
    at: Float64Array.from(places, (place) => at[place] as number),
    value: Float64Array.from(places, (place) => value[place] as number),
    version: places.map((place) => columns.version[place] as string | null),
    point: (place) => columns.point(places[place] as number),
  };
}

/** The same points with other values. */
export function withValues<T extends TimedValue>(
  columns: PointColumns<T>,
  value: Float64Array,
): PointColumns<T> {
  return {
    ...columns,
    value,
    point: (place) => ({ ...columns.point(place), value: value[place] as number }),
  };
}
