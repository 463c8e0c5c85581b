import { type PointColumns, pointList } from "../../collections/point-columns.ts";
import type { MetricPoint, MetricSeries } from "../evidence.ts";
import type { Dated } from "./dated.ts";

/** Gathers the numbers of one metric from evaluations. */
export class DatedColumns {
  readonly #dated: readonly Dated[];
  readonly #at: Float64Array;
  readonly #value: Float64Array;
  readonly #version: (string | null)[];
  readonly #evaluation: Int32Array;
  readonly #place: Int32Array;
  #length = 0;

  /** @param dated oldest first */
  constructor(dated: readonly Dated[]) {
    this.#dated = dated;
    this.#at = new Float64Array(dated.length);
    this.#value = new Float64Array(dated.length);
    this.#version = [];
    this.#evaluation = new Int32Array(dated.length);
    this.#place = new Int32Array(dated.length);
  }

  /** Adds the number at a place of an evaluation's. */
  add(evaluation: number, place: number): void {
    const { file, at, leaves } = this.#dated[evaluation] as Dated;
    this.#at[this.#length] = at;
    this.#value[this.#length] = leaves.value(place);
    this.#version.push(leaves.findVersion(place) ?? file.modelVersion);
    this.#evaluation[this.#length] = evaluation;
    this.#place[this.#length] = place;
    this.#length++;
  }

  columns(): PointColumns<MetricPoint> {
    return {
      at: this.#at.subarray(0, this.#length),
      value: this.#value.subarray(0, this.#length),
      version: this.#version,
      point: (place) => this.#point(place),
    };
  }

  #point(index: number): MetricPoint {
    const { file, at, timeSource, leaves } = this.#dated[
      this.#evaluation[index] as number
    ] as Dated;
    const leaf = leaves.leaf(this.#place[index] as number);
    return {
      value: leaf.value,
      deviation: leaf.deviation,
      samples: leaf.samples,
      modelVersion: this.#version[index] as string | null,
      at,
      timeSource,
      path: file.path,
    };
  }
}

/** A series by columns, which makes the list of its points when it is first read. */
export function columnSeries(
  metric: string,
  source: string,
  columns: PointColumns<MetricPoint>,
): MetricSeries {
  let points: readonly MetricPoint[] | undefined;
  const series: MetricSeries = {
    metric,
    source,
    get points() {
      points ??= pointList(columns);
      return points;
    },
    champion: null,
  };
  // Not enumerable: a copy of the series, or its JSON, has the points alone.
  return Object.defineProperty(series, "columns", { value: columns });
}
