import { z } from "zod";
import { alertSchema, validationRunSchema } from "../validation/schema.ts";

/** From the mildest to the most severe; the first two are alike in severity. */
export const RECOMMENDATIONS = [
  "monitor",
  "continue_monitoring",
  "investigate_and_retrain",
  "retrain_soon",
  "retrain_immediately",
] as const;

export const driftSchema = z.object({
  validation_trend: z.enum(["stable", "improving", "degrading", "unstable", "unknown"]),
  performance_degradation: z.enum(["yes", "no", "unknown"]),
  data_distribution_shift: z.enum(["yes", "no", "unknown"]),
  recommendation: z.enum(RECOMMENDATIONS),
  runs: z.array(validationRunSchema).describe("Oldest first; the last three are judged."),
  newest_run_read: z
    .boolean()
    .describe("False where a run that may be newer than those judged could not be read."),
  alerts: z.object({
    recent: z.array(alertSchema),
    days: z.number().describe("An alert counts for so many days."),
    limit: z.int().describe("More of them than this mean degradation."),
  }),
  problems: z
    .array(z.object({ path: z.string(), problem: z.string() }))
    .describe("Validation results and alerts that were left out."),
});

/** Whether the model is decaying, and what that asks for. */
export type DriftAssessment = z.output<typeof driftSchema>;
export type Recommendation = (typeof RECOMMENDATIONS)[number];
