import { z } from "zod";

/** By what the time of a result is known, the most trustworthy first. */
export const TIME_SOURCES = ["run", "name", "commit", "modified"] as const;
export type TimeSource = (typeof TIME_SOURCES)[number];

const fileInstant = {
  path: z.string(),
  time: z.iso.datetime({ offset: true }),
  time_source: z
    .enum(TIME_SOURCES)
    .describe(
      "Whether the file says when it was, or its path, or a git commit, or its modification time had to serve.",
    ),
};

export const checkSchema = z.object({
  name: z.string().describe("As the tool names it."),
  column: z.string().nullable(),
  passed: z.boolean().nullable().describe("null where the tool could not say."),
  observed: z.number().nullable(),
  threshold: z.number().nullable(),
});

export const validationRunSchema = z.object({
  ...fileInstant,
  tool: z.string().describe("Which tool's verdict it is."),
  subject: z
    .enum(["model", "data", "distribution"])
    .describe(
      "The subject of the validation: the model, the quality of data, or whether its distribution has shifted.",
    ),
  suite: z
    .string()
    .nullable()
    .describe("Which of the tool's reports it is: of one suite the newest counts."),
  status: z.string().describe("As the file says."),
  passed: z.boolean().describe('Whether the status is "PASS" or "PASSED".'),
  model_version: z.string().nullable(),
  checks: z.object({
    evaluated: z.int().nullable().describe("null where the file does not say."),
    overall: checkSchema
      .nullable()
      .describe(
        "The check that decides, such as a share of drifted columns; null where several count alike.",
      ),
    failed: z.array(checkSchema).describe("Those that did not pass, as the tool judged them."),
  }),
});

export const alertSchema = z.object(fileInstant);

/** One evaluation of one model version at one time. */
export type ValidationRun = z.output<typeof validationRunSchema>;
/** Something that monitoring raised. */
export type Check = z.output<typeof checkSchema>;
export type Alert = z.output<typeof alertSchema>;
/** A file that was skipped, and why. */
export interface SourceProblem {
  path: string;
  problem: string;
}

/** A training as MLflow tracked it: finished, and no part of another run. */
export interface TrackedTraining {
  /** Where it stands, and which it is: `mlruns: run 1e1c3614`. */
  readonly path: string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Rows of the data set that it says it trained on. */
  readonly rows: number | null;
  /** Whether it produced a registered model. */
  readonly isRegistered: boolean;
  /** Parameters and tags by their names, without MLflow's own tags. */
  readonly stated: Readonly<Record<string, string>>;
  /** The last value of each metric. */
  readonly measured: Readonly<Record<string, number>>;
}
