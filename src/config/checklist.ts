import { z } from "zod";
import { amount, day, glob, text } from "./scalars.ts";

const attestation = z.strictObject({
  kind: z.literal("attestation"),
  by: text.describe("Who says so."),
  on: day,
  until: day.optional().describe("The last day on which it holds."),
});

const evidence = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("file").describe("A file exists and is young enough."),
      path: glob.describe("File or glob, relative to the project."),
      max_age_days: amount
        .optional()
        .describe("At most so many days old, by its git commit, or a date in it or in its name."),
    }),
    z.strictObject({ kind: z.literal("validation").describe("The last validation run passed.") }),
    z.strictObject({
      kind: z.literal("data_readable").describe("Every data file could be read."),
    }),
    z.strictObject({
      kind: z
        .literal("data_quality")
        .describe("The newest report of a tool that checks the data says that it passed."),
    }),
    attestation,
  ])
  .describe("Evidence that ticks the item. Without it the item stays open.");

/** Prerequisites of a retraining. */
export const checklistSchema = z.array(
  z.strictObject({ item: text, evidence: evidence.optional() }),
);

export type ChecklistConfig = z.output<typeof checklistSchema>[number];
export type Evidence = z.output<typeof evidence>;
