import { z } from "zod";

export const backtestSchema = z.array(
  z.object({
    matrix: z.string(),
    cost: z.number().describe("Of a retraining, in loss × blocks."),
    policy: z.string(),
    total_cost: z.number().describe("Losses and retrainings; over a log the mean of its paths."),
    retrainings: z.number().describe("Without the first model; over a log the mean of its paths."),
    excess_over_oracle: z
      .number()
      .nullable()
      .describe("As a fraction of the oracle's cost; null where that is 0."),
    simulated: z
      .object({
        paths: z.int(),
        total_cost_10: z.number().describe("A tenth of the paths cost less."),
        total_cost_90: z.number().describe("A tenth of the paths cost more."),
      })
      .optional()
      .describe("Only over a log, of which nobody knows what other models would have lost."),
  }),
);

/** How a policy did on a matrix, or on what was simulated from a log, at a cost. */
export type BacktestRow = z.output<typeof backtestSchema>[number];
