import { z } from "zod";

const fileInstant = {
  path: z.string(),
  time: z.iso.datetime({ offset: true }),
  time_source: z
    .enum(["run", "modified"])
    .describe("Whether the file says when it was, or its modification time had to serve."),
};

export const validationRunSchema = z.object({
  ...fileInstant,
  status: z.string().describe("As the file says."),
  passed: z.boolean().describe('Whether the status is "PASS" or "PASSED".'),
  model_version: z.string().nullable(),
});

export const alertSchema = z.object(fileInstant);

/** One evaluation of one model version at one time. */
export type ValidationRun = z.output<typeof validationRunSchema>;
/** Something that monitoring raised. */
export type Alert = z.output<typeof alertSchema>;
/** A file that was left out, and why. */
export interface SourceProblem {
  path: string;
  problem: string;
}
