import { z } from "zod";

const evidence = z
  .array(z.object({ path: z.string(), sha256: z.string().nullable() }))
  .describe(
    "Files or, of data, places; null where their SHA-256 is unknown: `provenance` says why.",
  );

const comparison = z.enum(["at_least", "at_most"]);
const source = z.string().describe("Where the metric comes from.");

const threshold = z.object({
  name: z.string(),
  source: source.nullable(),
  value: z.number().nullable().describe("null where it is unknown."),
  comparison,
  limit: z.number(),
  unit: z.enum(["bytes"]).nullable(),
  status: z.enum(["holds", "crossed", "unknown"]),
  unknown: z.string().nullable().describe("Why it is unknown."),
  evidence,
});

const criterion = z.object({
  metric: z.string(),
  source: source.nullable(),
  comparison: comparison.nullable(),
  required: z
    .number()
    .nullable()
    .describe("The value that a new model must reach; null if unknown."),
  basis: z.string().describe("The key of the configuration, and which limit is the strictest."),
  champion: z
    .object({
      value: z.number(),
      interval: z.tuple([z.number(), z.number()]).nullable(),
      time: z.iso.datetime({ offset: true }),
      model_version: z.string().nullable(),
    })
    .nullable()
    .describe("The newest measurement of the version in production."),
  champion_meets: z.boolean().nullable(),
  unknown: z.string().nullable().describe("Why anything of it is unknown."),
  evidence,
});

const level = z.int().min(1).max(3);

const risk = z.object({
  risk: z.string(),
  finding: z.string().nullable().describe("The code of the finding that supports it; null: none."),
  likelihood: level
    .nullable()
    .describe("By the finding's severity: 3 error, 2 warning, 1 notice; null: not scored."),
  impact: level
    .nullable()
    .describe("3: on the model in production; 2: on the next model; 1: on what the plan knows."),
  score: z.int().nullable().describe("Likelihood × impact."),
  owner: z.string().nullable(),
  mitigation: z.array(z.string()),
  mitigation_by: z.enum(["configuration", "findings"]).nullable(),
  evidence,
});

const trigger = z.object({
  metric: z.string().nullable().describe("null: the number of alerts."),
  source: source.nullable(),
  comparison: z.enum(["below", "above"]),
  limit: z.number(),
  within: z.string().nullable(),
  action: z.string().nullable(),
  now: z.number().nullable().describe("The number of the model in production; null: unknown."),
  met_now: z.boolean().nullable(),
  unknown: z.string().nullable().describe("Why the present number is unknown."),
});

const question = z.object({
  key: z.string(),
  question: z.string(),
  answer: z.string().nullable(),
});

export const reviewSchema = z.object({
  change: z.object({
    full_retrains: z.int().describe("Of the cycles of the schedule."),
    incrementals: z.int(),
    may_change: z.array(z.string()),
    stays: z.array(z.string()),
  }),
  thresholds: z.array(threshold),
  acceptance: z.array(criterion),
  risks: z
    .array(risk)
    .describe("Those that findings support, the highest score first; then others."),
  rollback: z.array(trigger),
  roles: z.array(z.object({ role: z.string(), name: z.string(), contact: z.string().nullable() })),
  incident_contacts: z.array(
    z.object({ name: z.string(), contact: z.string(), when: z.string().nullable() }),
  ),
  impact_assessment: z.array(question),
  impact_stated: z.boolean().describe("Whether any of these questions is answered."),
  independent_validation: z
    .object({
      by: z.string(),
      on: z.iso.date(),
      report: z.string().nullable(),
      evidence,
    })
    .nullable(),
  approvers: z.array(z.string()).describe("Roles that must approve; empty: anybody's approval."),
  not_stated: z
    .array(z.object({ what: z.string(), key: z.string() }))
    .describe(
      "Facts that only people can state and have not, and the key of the configuration for each.",
    ),
  problems: z.array(z.string()).describe("Parts of the configuration's `review` without effect."),
});

/** The parts of the plan for its reviewers. */
export type Review = z.output<typeof reviewSchema>;
export type Threshold = Review["thresholds"][number];
export type Criterion = Review["acceptance"][number];
export type Risk = Review["risks"][number];
export type Trigger = Review["rollback"][number];
export type EvidenceLink = Threshold["evidence"][number];
