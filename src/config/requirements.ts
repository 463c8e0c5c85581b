import { z } from "zod";
import { gpusSchema } from "./gpus.ts";
import { amount, count, price, text } from "./scalars.ts";

const trainingColumns = z
  .strictObject({
    date: text.optional().describe("When the training was."),
    type: text.optional().describe("Whether the training was full or incremental."),
    samples: text.optional().describe("How many samples it trained on."),
    hours: text.optional().describe("How long it took."),
    gpus: text.optional().describe("How many it used."),
    storage_gb: text.optional().describe("Storage used."),
    cost: text.optional().describe("Total cost."),
  })
  .describe(
    "Which columns of the history hold what, or parameters, tags and metrics of MLflow; by default evident ones.",
  );

/** The needs of a retraining, and its prices. */
export const requirementsSchema = z.strictObject({
  minimum_replay_size: count
    .optional()
    .describe("Samples that a retraining needs; by default those of the last full training."),
  gpus: gpusSchema
    .optional()
    .describe("GPUs of a training: 8, or 8x A100; by default as usual in its history."),
  storage_gb: amount
    .optional()
    .describe("Storage of a training; by default as usual in its history, else 50."),
  history: z
    .strictObject({
      path: text.describe(
        "CSV, TSV, JSON Lines, or what MLflow keeps (mlruns, mlflow.db), relative to the project.",
      ),
      model: text
        .optional()
        .describe(
          "MLflow's experiment or registered model; by default that of `validation.sources`.",
        ),
      columns: trainingColumns.optional(),
    })
    .optional()
    .describe(
      "Trainings of the past; by default training_history.csv and its like, else MLflow's runs.",
    ),
  prices: z
    .strictObject({
      currency: text.describe("Of every price, and of the history's costs: EUR."),
      gpu_hour: price.optional().describe("Without it, costs are learned from the history."),
      storage_gb_month: price.optional().describe("Of a GB stored for a month; else free."),
      storage_months: amount
        .default(1)
        .describe("How long what a training stores is kept, and paid for."),
    })
    .optional()
    .describe("The currency of costs; without prices and a history, costs are unknown."),
  energy: z
    .strictObject({
      kwh_per_gpu_hour: price.optional().describe("Electricity, cooling included."),
      gco2_per_gpu_hour: price.optional().describe("Grams of CO₂."),
    })
    .optional()
    .describe("Energy that a GPU uses in an hour; unknown if not stated."),
});
