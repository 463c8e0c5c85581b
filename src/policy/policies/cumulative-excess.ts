import { CumulativeExcess, type ExcessRules } from "../excess.ts";
import type { Policy } from "../replay.ts";

/** Retrains when what the model has lost above a fresh one is twice the cost of a retraining. */
export const cumulativeExcessPolicy: Policy = ({ cost }) => {
  const rules: ExcessRules = { multiple: 2, allowance: 0 };
  const excess = new CumulativeExcess(rules);
  return ({ past }) => {
    const { trainedAt, block, loss } = past.at(-1) as (typeof past)[number];
    excess.add(loss, block - trainedAt, block === trainedAt);
    return excess.sum >= rules.multiple * cost;
  };
};
