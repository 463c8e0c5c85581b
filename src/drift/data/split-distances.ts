import { sum } from "../../stats/mean.ts";
import type { Splits } from "../../stats/splits.ts";

/**
 * The distance between the chosen blocks and the others in each split: the root of χ², the statistic of
 * two samples, over the shares of both windows. It agrees with the Jensen–Shannon distance for small
 * differences, and needs of the histograms only the products of each two blocks, whatever the bins.
 * Shares are of the pooled rows, which no split changes.
 */
export function splitDistances(
  histograms: readonly Float64Array[],
  { chosen, count }: Splits,
): Float64Array {
  const blocks = histograms.length;
  const rows = histograms.map(sum);
  const allRows = sum(rows);
  const products = multiply(scaleResiduals(histograms, rows, allRows));
  const distances = new Float64Array(count);
  const size = chosen.length / count;
  for (let s = 0; s < count; s++) {
    let [own, others, rowsChosen] = [0, 0, 0];
    for (let i = s * size; i < (s + 1) * size; i++) {
      const row = (chosen[i] as number) * blocks;
      rowsChosen += rows[chosen[i] as number] as number;
      own += products[row + (chosen[i] as number)] as number;
      for (let j = s * size; j < i; j++)
        others += 2 * (products[row + (chosen[j] as number)] as number);
    }
    const scale =
      rowsChosen > 0 && rowsChosen < allRows ? 1 / rowsChosen + 1 / (allRows - rowsChosen) : 0;
    // Where both cancel, what rounding leaves is no distance.
    const square = own + others > 1e-12 * own ? own + others : 0;
    distances[s] = Math.sqrt(square * scale);
  }
  return distances;
}

/** What each block has above its expected counts, in units of the root of the expected share. */
function scaleResiduals(
  histograms: readonly Float64Array[],
  rows: readonly number[],
  allRows: number,
): Float64Array[] {
  const bins = histograms[0]?.length ?? 0;
  const residuals = histograms.map(() => new Float64Array(bins));
  for (let b = 0; b < bins; b++) {
    let count = 0;
    for (const histogram of histograms) count += histogram[b] as number;
    if (count === 0) continue;
    const share = count / allRows;
    const scale = 1 / Math.sqrt(share);
    histograms.forEach((histogram, k) => {
      (residuals[k] as Float64Array)[b] =
        ((histogram[b] as number) - (rows[k] as number) * share) * scale;
    });
  }
  return residuals;
}

function multiply(residuals: readonly Float64Array[]): Float64Array {
  const blocks = residuals.length;
  const products = new Float64Array(blocks * blocks);
  for (let i = 0; i < blocks; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [residuals[i] as Float64Array, residuals[j] as Float64Array];
      let total = 0;
      for (let k = 0; k < a.length; k++) total += (a[k] as number) * (b[k] as number);
      products[i * blocks + j] = total;
      products[j * blocks + i] = total;
    }
  }
  return products;
}
