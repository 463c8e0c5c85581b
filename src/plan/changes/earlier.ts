import { z } from "zod";
import { metricSchema, TRENDS } from "../../drift/schema.ts";
import { errorMessage } from "../../errors.ts";
import { SEVERITIES } from "../../finding.ts";
import {
  cycleSchema,
  lastFullSchema,
  leftOutCycleSchema,
  sufficiencySchema,
  trainingSchema,
} from "../../schedule/schema.ts";
import { parseUniqueJson } from "../../trust/unique-json.ts";
import { decisionSchema } from "../decision/schema.ts";

const instant = z.iso.datetime({ offset: true });
const problems = z.array(z.object({ path: z.string(), problem: z.string() }));
const answer = z.enum(["yes", "no", "unknown"]);

/** Of a plan, what is compared: a plan of a thousand metrics has a hundred times as much beside it. */
const earlierSchema = z.object({
  metadata: z.object({
    generated_at: instant,
    cadence: z.string(),
    min_replay_size: z.int().nullable(),
    timezone: z.string(),
    tool: z.object({ version: z.string() }),
    model: z.object({ name: z.string().nullable(), version: z.string().nullable() }),
    config: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  }),
  // Plans of version 1 have none.
  decision: decisionSchema
    .pick({ action: true, headline: true, on: true })
    .nullable()
    .default(null),
  current_state: z.object({
    data_availability: z.object({
      file_count: z.int(),
      sufficiency: sufficiencySchema.pick({ status: true, least: true, most: true }),
      inventory: z.object({ samples: z.object({ counted: z.int() }), problems }),
    }),
    drift_assessment: z.object({
      validation_trend: z.enum(TRENDS),
      performance_degradation: answer,
      data_distribution_shift: answer,
      recommendation: z.string(),
      problems,
      metrics: z.array(
        z.object({
          name: z.string(),
          source: z.string(),
          direction: metricSchema.shape.direction,
          primary: z.boolean(),
          latest: z.object({ time: instant, value: z.number().nullable() }).nullable(),
          limit: z.object({ value: z.number() }).nullable(),
          verdict: z.enum(TRENDS),
        }),
      ),
    }),
    training_history: z.object({ problems, files: z.array(z.string()).default([]) }),
    // Plans of version 1 list none.
    trainings: z.array(trainingSchema).default([]),
  }),
  schedule_covers: z.object({
    anchor: z.string().nullable(),
    full_every: z.int(),
    // Plans of earlier versions know nothing of it.
    last_full: lastFullSchema.nullable().default(null),
  }),
  schedule: z.array(
    z.object({
      ...cycleSchema.pick({
        scheduled_date: true,
        scheduled_at: true,
        period: true,
        type: true,
        moved: true,
        estimated_duration_hours: true,
      }).shape,
      effort: cycleSchema.shape.effort.pick({ cost: true }),
      readiness: cycleSchema.shape.readiness.pick({
        status: true,
        expected_samples: true,
        need_samples: true,
      }),
    }),
  ),
  schedule_totals: z.object({ currency: z.string().nullable() }).default({ currency: null }),
  schedule_left_out: z.array(leftOutCycleSchema),
  policy: z.object({ trigger: z.object({ retrain_now: z.boolean() }).nullable() }).nullable(),
  checklist: z.array(z.object({ item: z.string(), done: z.boolean(), evidence: z.string() })),
  findings: z.array(
    z.object({ code: z.string(), severity: z.enum(SEVERITIES), message: z.string() }),
  ),
});

/** The parts of a plan that are compared. */
export type ComparedPlan = z.output<typeof earlierSchema>;

/** A text that is not a plan which this program can compare; the message says why, as a clause. */
export class PlanProblem extends Error {}

/**
 * Reads the JSON of a plan that was written earlier.
 *
 * @param version of this program: what a newer one has written may mean something else
 * @throws PlanProblem
 */
export function parseEarlier(text: string, version: string): ComparedPlan {
  let value: unknown;
  try {
    value = parseUniqueJson(text);
  } catch (cause) {
    const isTwice = !(cause instanceof SyntaxError);
    throw new PlanProblem(isTwice ? errorMessage(cause) : "it is not JSON", { cause });
  }
  const stamp = stampSchema.safeParse(value);
  if (!stamp.success) throw new PlanProblem("it is not a plan of retrain-plan");
  const { plan_version: format, tool } = stamp.data.metadata;
  if (isNewer(tool.version, version) || !FORMATS.includes(format)) {
    throw new PlanProblem(
      `it was written by retrain-plan ${tool.version}, which is newer than this ${version}`,
    );
  }
  const { data, error } = earlierSchema.safeParse(value);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw new PlanProblem(`${issue?.path.join(".")} is missing or damaged`);
}

/** The versions of plans that are read. */
const FORMATS: readonly string[] = ["1.0", "2.0"];

const stampSchema = z.object({
  metadata: z.object({
    plan_version: z.string(),
    tool: z.object({ name: z.literal("retrain-plan"), version: z.string() }),
  }),
});

/** By major, minor and patch number; of the rest, such as "-beta.1", nothing is made. */
function isNewer(version: string, than: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(than)];
  const index = a.findIndex((number, i) => number !== b[i]);
  return index >= 0 && (a[index] as number) > (b[index] ?? 0);
}

function parseVersion(version: string): number[] {
  return (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? "0.0.0").split(".").map(Number);
}
