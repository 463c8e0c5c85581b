import { z } from "zod";
import { HORIZON } from "../config/choices.ts";
import { driftSchema } from "../drift/schema.ts";
import { FINDING_ID, SEVERITIES, TOPICS } from "../finding.ts";
import { inventorySchema, range } from "../inventory/schema.ts";
import { policySchema } from "../policy/schema.ts";
import { provenanceSchema } from "../provenance/schema.ts";
import {
  cycleSchema,
  lastFullSchema,
  learnedSchema,
  leftOutCycleSchema,
  newSinceTrainingSchema,
  requirementsSchema,
  sufficiencySchema,
  supplySchema,
  totalsSchema,
  trainingSchema,
} from "../schedule/schema.ts";
import { changesSchema } from "./changes/schema.ts";
import { decisionSchema } from "./decision/schema.ts";
import type { Finding } from "./findings.ts";
import { reviewSchema } from "./review/schema.ts";

const instant = z.iso.datetime({ offset: true });

const evaluation = z.object({
  time: instant,
  value: z.number().nullable().describe("null if it is not a finite number."),
  model_version: z.string().nullable(),
});

const checklistItem = z.object({
  item: z.string(),
  done: z.boolean().describe("Ticked, by evidence alone."),
  evidence: z.string().describe("The evidence that was found."),
});

/** Written by findings.ts, which types the facts of each code. */
const finding: z.ZodType<Finding> = z
  .object({
    id: z
      .string()
      .regex(FINDING_ID)
      .describe("By which other parts of the plan refer to it: `F1`."),
    code: z.string(),
    topic: z.enum(TOPICS),
    severity: z.enum(SEVERITIES),
    unknown: z
      .string()
      .nullable()
      .describe("The question that it leaves open; null where it leaves none."),
    urges: z.boolean().describe("Whether it says that the model should be retrained early."),
    message: z.string(),
    recommendations: z.array(z.string()),
    risk: z.string().nullable(),
    evidence: z.array(z.string()).describe("Files on which it rests."),
    facts: z.record(z.string(), z.unknown()),
  })
  .describe("A typed fact about the plan's inputs.") as unknown as z.ZodType<Finding>;

export const planSchema = z
  .object({
    metadata: z.object({
      generated_at: instant,
      cadence: z.string().describe("By name, as an ISO 8601 duration, or a cron expression."),
      min_replay_size: z.int().nullable().describe("null where no minimum is stated or learned."),
      plan_version: z.literal("2.0"),
      timezone: z.string(),
      tool: z.object({ name: z.string(), version: z.string() }),
      model: z.object({
        id: z.string().nullable(),
        name: z.string().nullable(),
        version: z.string().nullable(),
        owner: z.string().nullable(),
        risk_tier: z.string().nullable(),
        intended_use: z.string().nullable(),
      }),
      config: z
        .object({ path: z.string(), sha256: z.string() })
        .nullable()
        .describe("The configuration file; null if the plan was made without one."),
    }),
    decision: decisionSchema,
    changes: changesSchema
      .nullable()
      .describe("Since the plan before; null where a command looks for none, such as `check`."),
    current_state: z.object({
      data_availability: z.object({
        total_size_mb: z.number().describe("MB of 1024² bytes."),
        file_count: z.int(),
        date_range: range.nullable().describe("When the files were written."),
        data_types: z.record(z.string(), z.int()).describe("Files by extension."),
        sufficiency: sufficiencySchema,
        supply: supplySchema.nullable().describe("null where the day of no sample is known."),
        new_since_training: newSinceTrainingSchema
          .nullable()
          .describe(
            "null where the history dates no training, several readings of the training set remain, or nothing is dated.",
          ),
        training_set: z
          .object({
            is_decided: z.boolean().describe("Whether one reading remains."),
            readings: z
              .array(z.object({ always: z.array(z.string()), perhaps: z.array(z.string()) }))
              .describe(
                "Which data sets the next training may see: those that belong to it, and those that may.",
              ),
            samples: z
              .object({ least: z.int(), most: z.int().nullable() })
              .describe(
                "Of any day, over every reading; `most` is null where nothing bounds them.",
              ),
            classes: z
              .object({
                count: z.int().nullable(),
                smallest: z.object({ label: z.string(), samples: z.int() }).nullable(),
                why: z.string().nullable().describe("Why they are not known."),
              })
              .describe("By the label column, or the folders of images; of rows of any day."),
            days: inventorySchema.shape.days.describe("Empty where several readings remain."),
          })
          .describe("The rows that the next training sees."),
        inventory: inventorySchema,
      }),
      drift_assessment: driftSchema,
      training_requirements: requirementsSchema,
      training_history: learnedSchema.describe("Past trainings, and what is learned from them."),
      trainings: z.array(trainingSchema).describe("The newest of the history, oldest first."),
      last_training: trainingSchema
        .extend({
          model_version: z.string().nullable().describe("By the evaluations after it."),
          metrics: z.array(
            z.object({
              name: z.string(),
              source: z.string(),
              before: evaluation.describe("The last one before the training."),
              after: evaluation
                .nullable()
                .describe("The first one of another version, or after it."),
            }),
          ),
        })
        .nullable()
        .describe("The last training and its effect on each metric; null without a history."),
    }),
    recommendations: z.array(z.string()),
    schedule_covers: z.object({
      cycles: z.int(),
      horizon: z.string().regex(HORIZON).nullable(),
      from: z.iso.date().nullable(),
      to: z.iso.date().nullable(),
      full_every: z.int().describe("Every n-th cycle is full, counted from `last_full`."),
      full_every_by: z.enum(["configured", "history", "default"]),
      last_full: lastFullSchema
        .nullable()
        .describe("The last full training of the history; null: the first cycle is full."),
      loss_per_incremental: z
        .object({ metric: z.string(), value: z.number(), error: z.number() })
        .nullable()
        .describe(
          "The loss that each incremental training since the last full one added, and its standard error.",
        ),
      anchor: z.string().nullable().describe("As configured: `tuesday 06:00`, `2025-01-07`."),
      lead_time: z.string().nullable(),
      blackout_rule: z.enum(["after", "before"]),
    }),
    schedule: z.array(cycleSchema),
    policy: policySchema
      .nullable()
      .describe(
        "When retraining pays; null where neither costs nor `cadence: auto` are configured.",
      ),
    schedule_left_out: z.array(leftOutCycleSchema),
    schedule_totals: totalsSchema,
    checklist: z.array(checklistItem),
    standard: z
      .object({
        success_criteria: z.boolean(),
        risks: z.boolean(),
        implementation_steps: z.boolean(),
        emergency_procedures: z.boolean(),
      })
      .describe("Which of the next four the team has not stated: they hold a standard procedure."),
    success_criteria: z.array(z.string()),
    risks: z.array(z.string()).describe("First those that findings support."),
    implementation_steps: z.array(z.object({ title: z.string(), steps: z.array(z.string()) })),
    emergency_procedures: z.array(z.object({ event: z.string(), response: z.string() })),
    provenance: provenanceSchema.describe("From what the plan was made."),
    review: reviewSchema.describe("The facts for those who review the plan."),
    findings: z.array(finding).describe("The most severe first."),
  })
  .meta({ title: "retrain-plan plan" });

/** The document as data: plain, typed, JSON-serialisable. Renderers and the gate read nothing else. */
export type Plan = z.output<typeof planSchema>;
export type ChecklistItem = z.output<typeof checklistItem>;
