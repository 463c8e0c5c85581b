import { z } from "zod";
import { dataDriftSchema } from "./schema.ts";

const share = z.number().min(0).max(1);

const histogram = z.object({
  column: z.string(),
  kind: z.enum(["number", "category"]),
  edges: z
    .array(z.number())
    .nullable()
    .describe("Between the bins of a number, at quantiles of the reference; null of categories."),
  values: z
    .array(z.string())
    .nullable()
    .describe("Of a category, the most frequent ones; the last share is of all others."),
  reference: z.array(share).describe("Of the rows with a value."),
  current: z.array(share),
});

const comparedSchema = z.object({
  verdict: z.enum(["drifted", "stable", "unknown"]),
  why: z.string().nullable().describe("Why it is unknown; null where it is known."),
  remedy: z.string().nullable().describe("What to do about that."),
  data_sets: z.array(z.string()).describe("Whose rows are compared."),
  left_out: z
    .array(z.object({ path: z.string(), why: z.string() }))
    .describe("Files of these data sets that were not compared."),
  undated_rows: z
    .int()
    .describe("Rows of the compared files that are in no window, since their day is not known."),
  reference_by: z
    .enum(["configuration", "training", "data_set"])
    .nullable()
    .describe(
      "How the reference is known: `drift.data.reference`, the days before the last full training, or a data set of that role.",
    ),
  comparison: dataDriftSchema.nullable().describe("null where nothing was compared."),
  histograms: z.array(histogram).describe("In the order of the columns."),
});

export const inputDriftSchema = comparedSchema.extend({
  predictions: comparedSchema
    .nullable()
    .describe(
      "Of the data sets of role `prediction`, the columns that the compared data lacks; null where none was compared. The verdict above leaves them out.",
    ),
});

/** The columns of some data sets in two windows. */
export type Compared = z.output<typeof comparedSchema>;
export type InputDrift = z.output<typeof inputDriftSchema>;
export type Histogram = z.output<typeof histogram>;

/** Where nothing was compared. */
export const NOT_COMPARED: Compared = {
  verdict: "unknown",
  why: null,
  remedy: null,
  data_sets: [],
  left_out: [],
  undated_rows: 0,
  reference_by: null,
  comparison: null,
  histograms: [],
};
