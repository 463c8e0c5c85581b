import { columnsFromList, type PointColumns, pointList } from "../collections/point-columns.ts";
import type { MetricPoint } from "../validation/evidence.ts";
import { inOrder } from "./series.ts";

/** Beyond this not even the scatter is a number: an overflow, not a measurement. */
const LARGEST = 1e150;

/** The points of a metric, oldest first, and the results of one pass over them, which may be very many. */
export interface InOrder {
  readonly columns: PointColumns<MetricPoint>;
  /** Whether each is later than the one before it. */
  readonly isRising: boolean;
  /** Whether all are numbers, and none an overflow. */
  readonly isNumeric: boolean;
}

/** Sorts points where they are not in order; an overflow becomes infinite. */
export function sortPoints(found: PointColumns<MetricPoint>): InOrder {
  const { at, value } = found;
  let isRising = true;
  let isNumeric = true;
  for (let i = 0; i < at.length; i++) {
    if (i > 0 && !((at[i] as number) > (at[i - 1] as number))) isRising = false;
    if (!(Math.abs(value[i] as number) <= LARGEST)) isNumeric = false;
  }
  if (isRising && isNumeric) return { columns: found, isRising, isNumeric };
  const columns = columnsFromList(inOrder(pointList(found).map(withoutOverflow)));
  return { columns, isRising, isNumeric };
}

function withoutOverflow(point: MetricPoint): MetricPoint {
  return Math.abs(point.value) > LARGEST ? { ...point, value: point.value * Infinity } : point;
}
