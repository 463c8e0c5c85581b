import { z } from "zod";

const day = z.iso.date();
const p = z.number().min(0).max(1);

/** A number for each of the two windows. */
const pair = z.object({ reference: z.number(), current: z.number() });

const dataWindow = z.object({
  from: day.nullable().describe("The first day that is compared; null without days."),
  to: day.nullable(),
  days: z.int().describe("Days with rows that are compared."),
  rows: z.int().describe("Rows of these days."),
  blocks: z.int().describe("Whole weeks with rows."),
  days_left_out: z
    .int()
    .describe("Days before `from`: no whole week, or older than 26 weeks of reference."),
});

const test = z.object({
  p: p.describe("Corrected for all columns of the same role; `drifted` rests on it."),
  p_alone: p.describe("As if this were the only column."),
  autocorrelation: z.number().describe("Of the effects of neighbouring days."),
  inflation: z
    .number()
    .describe("By how much autocorrelation enlarges the squared distance; taken out."),
});

const effect = z.object({
  js: z.number().describe("The Jensen–Shannon distance, base 2."),
  psi: z
    .number()
    .describe("The population stability index; a bin empty on one side has the share 0.0001."),
  largest_difference: z.number().describe("Of the shares of one bin: L∞."),
});

const nulls = pair.extend({
  test: test.nullable().describe("null without nulls, or where nothing can be tested."),
  verdict: z.enum(["changed", "unchanged", "cannot_judge"]),
});

const column = z.object({
  name: z.string(),
  kind: z.enum(["number", "category"]),
  role: z.enum(["feature", "label", "prediction"]),
  importance: z.number().nullable(),
  rows: pair.describe("Rows with a value."),
  effect: effect.nullable().describe("null where one window has no value."),
  test: test.nullable().describe("null where nothing can be tested."),
  verdict: z.enum(["drifted", "no_drift", "cannot_judge"]),
  why: z
    .enum(["too_few_days", "no_values"])
    .nullable()
    .describe("Why it cannot be judged; null where it can."),
  nulls: nulls.describe("Shares of the rows without a value."),
  unseen: z
    .object({
      share: p.describe("Of the current values, those that the reference lacks."),
      expected: p.describe("Without any change, after Good (1953): new values of rare ones."),
    })
    .nullable()
    .describe("null of numbers, and of more than 1,000 values."),
});

export const dataDriftSchema = z.object({
  status: z.enum(["judged", "cannot_judge"]),
  days_needed: z
    .object({ reference: z.int(), current: z.int() })
    .nullable()
    .describe("Days that would suffice, where there are too few; else null."),
  rate: z.number().describe("False-alarm rate of all columns of a role together."),
  min_effect: z.number().describe("A column with a lower `js` has not drifted."),
  min_null_change: z.number(),
  reference: dataWindow,
  current: dataWindow,
  block_days: z.int(),
  splits: z.int().describe("Of the blocks, that were compared with the observed one, and it."),
  all_splits: z.boolean().describe("Whether these are all there are; else a random sample."),
  least_p: z.number().describe("No p-value can be lower with so many blocks."),
  seed: z.int().describe("Of the random splits; from the days and their rows."),
  columns: z
    .array(column)
    .describe("Most important first, then those that have drifted, the largest `js` first."),
  drifted: z.array(z.string()).describe("Features that have drifted, in the order of `columns`."),
  weighted_share: z
    .number()
    .nullable()
    .describe("Of the importance of the judged features, the share of the drifted ones."),
  kind_changes: z.array(z.object({ name: z.string(), reference: z.string(), current: z.string() })),
  new_columns: z.array(z.string()),
  removed_columns: z.array(z.string()),
  skipped: z.array(
    z.object({ name: z.string(), why: z.enum(["id", "text", "constant", "time", "type"]) }),
  ),
});

export type DataDrift = z.infer<typeof dataDriftSchema>;
export type ColumnDrift = z.infer<typeof column>;
export type ColumnTest = z.infer<typeof test>;
export type DataWindow = z.infer<typeof dataWindow>;
