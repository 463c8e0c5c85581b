import { z } from "zod";
import { trainingSchema } from "../../schedule/schema.ts";
import { TONES, TOPICS } from "./choices.ts";

const change = z.object({
  code: z.string().describe("Its kind."),
  tone: z.enum(TONES).describe("For the model's owner."),
  message: z.string(),
  facts: z.record(z.string(), z.unknown()),
});

export const changesSchema = z
  .object({
    status: z
      .enum(["first", "not_compared", "same", "changed"])
      .describe("`first` without an earlier plan; `not_compared`: `message` says why."),
    message: z.string().describe("In one line."),
    previous: z
      .object({
        path: z.string(),
        sha256: z.string(),
        generated_at: z.iso.datetime({ offset: true }),
        tool_version: z.string(),
      })
      .nullable()
      .describe("The plan that this one is compared with."),
    groups: z.array(
      z.object({
        topic: z.enum(TOPICS),
        title: z.string(),
        changes: z.array(change),
        left_out: z.int().describe("So many more of them are not listed."),
      }),
    ),
    dates: z
      .object({
        as_planned: z.int().describe("Cycles of the earlier plan whose date has stayed."),
        come_due: z.int().describe("Cycles of the earlier plan whose date is over."),
        beyond: z.int().describe("Cycles after the last one of the earlier plan."),
        message: z.string().describe("The same in words; empty where it is nothing."),
      })
      .nullable(),
    due: z
      .array(
        z.object({
          date: z.iso.date(),
          type: trainingSchema.shape.type,
          planned: z.object({ hours: z.number(), cost: z.number().nullable() }),
          training: trainingSchema.nullable().describe("null: none is known."),
          message: z.string(),
        }),
      )
      .describe(
        "The earlier plan's cycles that came due or were held early, and what was trained.",
      ),
  })
  .describe("The differences from the earlier plan.");

export type Topic = (typeof TOPICS)[number];
export type Tone = (typeof TONES)[number];
/** The differences of a plan from an earlier one. */
export type Changes = z.output<typeof changesSchema>;
