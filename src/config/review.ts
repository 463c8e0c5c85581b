import { z } from "zod";
import { DATA_IDENTITIES } from "./choices.ts";
import { day, text } from "./scalars.ts";

const texts = z.array(text).min(1);

const bound = {
  floor: z.number().optional().describe("The value must not fall below."),
  ceiling: z.number().optional().describe("The value must not rise above."),
};

const criterion = z
  .strictObject({
    ...bound,
    max_loss: z
      .number()
      .min(0)
      .optional()
      .describe("How much worse than the champion's value it may be: 0.01 for one per cent of it."),
  })
  .refine((rule) => Object.values(rule).some((limit) => limit !== undefined), {
    error: "a floor, a ceiling or max_loss",
  })
  .refine((rule) => rule.floor === undefined || rule.ceiling === undefined, {
    error: "either floor or ceiling, whichever is worse",
    path: ["ceiling"],
  })
  .describe("What a new model must reach before it takes the champion's place.");

const watched = {
  within: text.optional().describe("How long after deployment it holds: 48 hours."),
  action: text.optional().describe("What is done then."),
};

const TRIGGER =
  "one of { metric, floor }, { metric, ceiling } and { alerts }, each with within and action";

const trigger = z
  .union(
    [
      z.strictObject({ metric: text, floor: z.number(), ...watched }),
      z.strictObject({ metric: text, ceiling: z.number(), ...watched }),
      z.strictObject({
        alerts: z.int().min(0).describe("More than this, in the days of `validation.alert_days`."),
        ...watched,
      }),
    ],
    { error: TRIGGER },
  )
  .describe("When a new model is rolled back.");

const treatment = z
  .strictObject({ owner: text.optional(), mitigation: text.optional() })
  .describe("Who answers for a risk, and what is done about it.");

/** A standing risk: as text, or with who answers for it and what is done about it. */
export const riskSchema = z.union([text, treatment.extend({ risk: text })]);

/** What only people can say of a model that is to be changed, for those who review the plan. */
export const reviewSchema = z.strictObject({
  change: z
    .strictObject({
      may_change: texts.optional().describe("What a retraining may change: weights, thresholds."),
      stays: texts.optional().describe("What it must not change: features, intended use."),
    })
    .optional()
    .describe("The scope of the change."),
  acceptance: z
    .record(z.string(), criterion)
    .optional()
    .describe("By metric; metrics with a limit under `drift.metrics` are listed anyway."),
  risks: z
    .record(z.string(), treatment)
    .optional()
    .describe("By the code of a finding, as the plan's JSON names it: insufficient-data."),
  rollback: z.array(trigger).min(1).optional().describe("When a new model is rolled back."),
  roles: z
    .array(z.strictObject({ role: text, name: text, contact: text.optional() }))
    .min(1)
    .optional()
    .describe("Who does what."),
  incident_contacts: z
    .array(z.strictObject({ name: text, contact: text, when: text.optional() }))
    .min(1)
    .optional()
    .describe("Whom to call when it goes wrong."),
  impact_assessment: z
    .strictObject({
      comparison: text.optional().describe("How the changed model differs from the present one."),
      benefits: text.optional().describe("What is better for whom."),
      harms: text.optional().describe("Who may be harmed, and how; groups that fare worse."),
      assurance: text.optional().describe("How the protocol keeps the model safe and effective."),
      together: text.optional().describe("What several changes do together."),
    })
    .optional()
    .describe("Answers to the questions of an impact assessment."),
  independent_validation: z
    .strictObject({
      by: text.describe("Who validated, independent of those who built the model."),
      on: day,
      report: text.optional().describe("File, relative to the project."),
    })
    .optional()
    .describe("The last one."),
  approvers: texts
    .optional()
    .describe("Roles that must approve a plan; by default any one approval."),
  data_identity: z
    .enum(DATA_IDENTITIES)
    .default("auto")
    .describe(
      "By what the data's fingerprint knows a file: its content, or its size and modification time " +
        "alone; `auto` reads up to 256 MB in 10,000 files.",
    ),
});

export type CriterionConfig = z.output<typeof criterion>;
export type TriggerConfig = z.output<typeof trigger>;

export type ReviewConfig = z.output<typeof reviewSchema>;
