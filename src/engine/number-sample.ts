import type { ColumnSample } from "./column-kind.ts";
import { quantileEdges } from "./quantile-edges.ts";

/** A sample of a column of numbers. */
export interface NumberSample
  extends Pick<ColumnSample, "values" | "numbers" | "distinct" | "distinctNumbers" | "whole"> {
  /** Of its bins. */
  readonly edges: readonly number[];
}

/**
 * @param values are sorted; NaN is no value
 * @example describeNumbers(Float64Array.of(2, 1.5, 2, NaN)) // 3 values, 2 of which differ and 2 are whole
 */
export function describeNumbers(values: Float64Array): NumberSample {
  values.sort();
  let [count, distinct, whole] = [0, 0, 0];
  // NaN stands at the end.
  while (count < values.length && !Number.isNaN(values[count])) {
    const value = values[count] as number;
    if (value !== values[count - 1]) distinct++;
    if (value === Math.trunc(value)) whole++;
    count++;
  }
  const [numbers, distinctNumbers] = [count, distinct];
  return { values: count, numbers, distinct, distinctNumbers, whole, edges: quantileEdges(values) };
}
