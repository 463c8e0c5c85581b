import { z } from "zod";
import { DECISIONS } from "../config/choices.ts";
import { provenanceSchema } from "../provenance/schema.ts";
import { PLAIN_NAME } from "../publish/sums.ts";

/** The document of a plan that programs read; what is decided about. */
export const PLAN_JSON = "retrain_plan.json";

const sum = z.strictObject({
  name: z.string().regex(PLAIN_NAME, "expected the plain name of a file beside it"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const approval = z.strictObject({
  decision: z.enum(DECISIONS),
  by: z.string().min(1).describe("Who decided."),
  role: z.string().min(1).describe("In which role."),
  at: z.iso.datetime({ offset: true }),
  until: z.iso.date().nullable().describe("The last day on which it holds, in the plan's zone."),
  note: z.string().nullable(),
  documents: z
    .array(sum)
    .refine((sums) => sums.some(({ name }) => name === PLAN_JSON), {
      error: `expected ${PLAN_JSON} among them`,
    })
    .refine((sums) => new Set(sums.map(({ name }) => name)).size === sums.length, {
      error: "a name stands twice",
    })
    .describe("The documents of the decision, the plan's JSON among them."),
});

/** `approvals.json`, beside a plan. */
export const approvalsSchema = z.strictObject({
  approvals: z.array(approval).describe("As they were made; of a person in a role the last holds."),
});

/** The parts of a plan to which an approval is bound. */
export const approvedPlanSchema = z.object({
  metadata: z.object({ generated_at: z.iso.datetime({ offset: true }), timezone: z.string() }),
  provenance: provenanceSchema,
  review: z.object({ approvers: z.array(z.string()) }),
});

export type Approval = z.output<typeof approval>;
export type ApprovedPlan = z.output<typeof approvedPlanSchema>;
