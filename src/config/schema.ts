import { z } from "zod";
import { checklistSchema } from "./checklist.ts";
import { driftSchema } from "./drift.ts";
import { enginesSchema } from "./engines.ts";
import { gateSchema, refuseUnknownWarnings } from "./gate.ts";
import { metricsSchema } from "./metrics.ts";
import { outputSchema } from "./output.ts";
import { policySchema } from "./policy.ts";
import { requirementsSchema } from "./requirements.ts";
import { reviewSchema } from "./review.ts";
import { text } from "./scalars.ts";
import { scheduleSchema } from "./schedule.ts";
import { sourceSchema } from "./source.ts";
import { validationSchema } from "./validation.ts";
import { zoneSchema } from "./zone.ts";

export type { ChecklistConfig, Evidence } from "./checklist.ts";
export type { DriftConfig } from "./drift.ts";
export type { MetricRule, MetricRules } from "./metrics.ts";
export {
  listFileSources,
  listTableSources,
  type SourceConfig,
  type TableConfig,
} from "./source.ts";
export type {
  AlertServerConfig,
  EitherSourceConfig,
  MetricSourceConfig,
  ServerSourceConfig,
} from "./validation.ts";
export { listAlertFiles, listAlertServers } from "./validation.ts";

const model = z.strictObject({
  id: text.optional().describe("As in your model inventory."),
  name: text.optional(),
  version: text.optional().describe("The champion's version."),
  owner: text.optional(),
  risk_tier: text.optional().describe("As your policy names it: high, tier 2."),
  intended_use: text.optional().describe("For what and for whom its output is used."),
});

/**
 * The configuration file, and at the same time its documentation: the descriptions are what an
 * editor shows, through `retrain-plan.schema.json`. Each section has a file.
 */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional(),
    model: model.prefault({}),
    timezone: zoneSchema
      .default("UTC")
      .describe("IANA zone of dates in the plan, and of zone-less times in the data."),
    sources: z
      .array(sourceSchema)
      .min(1)
      .optional()
      .describe("Where the data lies; by default data, datasets, features and other usual places."),
    engines: enginesSchema.prefault({}),
    validation: validationSchema.prefault({}),
    metrics: metricsSchema.default({}),
    drift: driftSchema.prefault({}),
    requirements: requirementsSchema.prefault({}),
    schedule: scheduleSchema.prefault({}),
    policy: policySchema
      .prefault({})
      .describe("Costs and losses by age of the model, for `cadence: auto`."),
    checklist: checklistSchema
      .optional()
      .describe("Prerequisites; each is ticked by its evidence alone."),
    implementation_steps: z
      .array(z.strictObject({ title: text, steps: z.array(text).min(1) }))
      .optional(),
    emergency_procedures: z.array(z.strictObject({ event: text, response: text })).optional(),
    output: outputSchema.prefault({}),
    gate: gateSchema.prefault({}),
    review: reviewSchema.prefault({}),
  })
  .superRefine(refuseUnknownWarnings)
  .meta({ title: "retrain-plan configuration" });

/** The contents of a configuration file. */
export type ConfigInput = z.input<typeof configSchema>;
/** A configuration with every default in its place that does not depend on another key. */
export type Config = z.output<typeof configSchema>;
