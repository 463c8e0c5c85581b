import { pairHistograms } from "../drift/data/histograms.ts";
import type { InputDrift } from "../drift/data/input-schema.ts";

/** More charts would not be looked at. */
const MOST_CHARTS = 12;

/** The comparison of the data, and that of predictions where there is one, with the columns to draw. */
export function listComparisons(input: InputDrift) {
  let rank = 0;
  return [
    { isprediction: false, ...input },
    ...(input.predictions === null ? [] : [{ isprediction: true, ...input.predictions }]),
  ].map((compared) => ({
    ...compared,
    charted: pairHistograms(compared.comparison?.columns ?? [], compared.histograms)
      .slice(0, MOST_CHARTS)
      .map((column) => ({ ...column, rank: rank++ })),
  }));
}
