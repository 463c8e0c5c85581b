import { sum } from "../../stats/mean.ts";
import type { Splits } from "../../stats/splits.ts";
import { addTo, dot } from "../../stats/vectors.ts";

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
  const counts = new Float64Array(histograms[0]?.length ?? 0);
  for (const histogram of histograms) addTo(counts, histogram);
  const shares = counts.map((count) => count / allRows);
  const scales = shares.map((share) => (share === 0 ? 0 : 1 / Math.sqrt(share)));
  return histograms.map((histogram, block) => {
    const own = rows[block] as number;
    const residuals = new Float64Array(histogram.length);
    for (let bin = 0; bin < residuals.length; bin++) {
      const excess = (histogram[bin] as number) - own * (shares[bin] as number);
      residuals[bin] = excess * (scales[bin] as number);
    }
    return residuals;
  });
}

function multiply(residuals: readonly Float64Array[]): Float64Array {
  const blocks = residuals.length;
  const products = new Float64Array(blocks * blocks);
  for (let i = 0; i < blocks; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(residuals[i] as Float64Array, residuals[j] as Float64Array);
      products[i * blocks + j] = product;
      products[j * blocks + i] = product;
    }
  }
  return products;
}
