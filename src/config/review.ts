import { z } from "zod";
import { DATA_IDENTITIES } from "./choices.ts";
import { day, text } from "./scalars.ts";

const texts = z.array(text).min(1);

const risk = z
  .strictObject({
    risk: text.optional().describe("A general risk, which no finding supports."),
    finding: text
      .optional()
      .describe("Or a finding, by its code in the plan's JSON: insufficient-data."),
    owner: text.optional(),
    mitigation: text.optional().describe("How the risk is reduced."),
  })
  .refine(({ risk, finding }) => (risk === undefined) !== (finding === undefined), {
    error: "either `risk`, in words, or `finding`, a code",
  });

/** Facts about a model and its change that only people can state, for those who review the plan. */
export const reviewSchema = z.strictObject({
  change: z
    .strictObject({
      may_change: texts
        .optional()
        .describe("Parts that a retraining may change: weights, thresholds."),
      stays: texts.optional().describe("Parts that it must not change: features, intended use."),
    })
    .optional()
    .describe("The scope of the change."),
  acceptance: texts
    .optional()
    .describe("Criteria in words; those with numbers stand under `metrics`."),
  risks: z
    .array(z.union([text, risk]))
    .optional()
    .describe("General risks in words, and who owns the risks that findings support."),
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
      benefits: text.optional().describe("Benefits, and for whom."),
      harms: text.optional().describe("Who may be harmed, and how; groups that fare worse."),
      assurance: text.optional().describe("How the protocol keeps the model safe and effective."),
      together: text.optional().describe("The joint effect of several changes."),
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
