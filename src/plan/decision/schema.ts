import { z } from "zod";
import { FINDING_ID } from "../../finding.ts";
import { ACTIONS } from "./action-labels.ts";

const day = z.iso.date();

const ground = z.object({
  finding: z
    .string()
    .regex(FINDING_ID)
    .nullable()
    .describe("The `id` of the finding that says more; null: none."),
  text: z.string(),
  value: z.number().nullable().describe("The number that it is about."),
  limit: z.number().nullable().describe("The limit of that number."),
});

const hindrance = ground.extend({
  by: z.enum(["data", "blackout", "lead_time", "cool_down", "running", "unknown"]),
  until: day.nullable().describe("The first day without it; null where that is unknown."),
});

const ask = z.object({
  do: z.string(),
  owner: z.string().nullable().describe("The person or team; null where not stated."),
  by: day.nullable().describe("The day by which it has to be done; null where none is known."),
});

const assumption = z.object({
  what: z.string(),
  value: z.string(),
  key: z.string().describe("The key of the configuration that states it."),
});

const gap = z.object({
  what: z.string().describe("The open question, in a few words."),
  finding: z.string().regex(FINDING_ID).describe("The `id` of the finding that says why."),
});

const tile = z.object({
  label: z.string(),
  value: z.string(),
  tone: z.enum(["good", "doubtful", "bad", "plain"]),
  notes: z.array(z.string()),
});

export const decisionSchema = z
  .object({
    action: z.enum(ACTIONS),
    title: z.string().describe("The action as people read it."),
    headline: z.string().describe("Why, in one line; the action is not repeated."),
    when: z.string().describe("The dates in one line."),
    why: z.string().describe("The newest evaluations of the model, in one line."),
    data: z.array(z.string()).describe("The samples beside the minimum, and of which data sets."),
    tiles: z.array(tile).describe("Model, data, next retraining and prerequisites in a few words."),
    on: day
      .nullable()
      .describe("The advised day of the retraining, in the plan's zone; null where none is known."),
    until: day
      .nullable()
      .describe("The last day before a blackout or the calendar's date, if it is not on `on`."),
    earliest: day
      .nullable()
      .describe(
        "The first day that data, lead time, blackouts and cool-down allow; null where it is unknown.",
      ),
    calendar: day.nullable().describe("The calendar's date; null where it has none."),
    because: z.array(ground).describe("The grounds of the decision, the strongest first."),
    held_back_by: z.array(hindrance).describe("Why it is not earlier."),
    ask: z.array(ask).describe("Things to decide or do, the most important first."),
    assumed: z.array(assumption).describe("Values that were neither stated nor learned."),
    not_known: z.array(gap).describe("Open questions."),
  })
  .describe("The decision: the action and its dates.");

/** The decision: the action and its dates. */
export type Decision = z.output<typeof decisionSchema>;
export type Ground = z.output<typeof ground>;
export type Ask = z.output<typeof ask>;
export type Assumption = z.output<typeof assumption>;
export type Tile = z.output<typeof tile>;
