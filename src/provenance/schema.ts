import { z } from "zod";
import { fingerprintSchema } from "../inventory/schema.ts";

const hashedFile = z.object({
  path: z.string(),
  sha256: z.string().nullable(),
  problem: z.string().nullable().describe("Why its SHA-256 is unknown."),
});

const storedAnswer = z.object({
  path: z.string().describe("Below the plan's directory."),
  server: z.string(),
  sha256: z.string(),
  bytes: z.int(),
});

export const provenanceSchema = z.object({
  git: z.object({
    commit: z.string().nullable(),
    clean: z
      .boolean()
      .nullable()
      .describe(
        "Whether every tracked file is as committed, but for those where plans are written; files " +
          "that git does not track do not count.",
      ),
    changed_files: z.int().nullable(),
    unknown: z.string().nullable().describe("Why the commit, or whether all is clean, is unknown."),
  }),
  data: fingerprintSchema.nullable().describe("null where it was not taken, as by `check`."),
  dvc: z
    .array(
      z.object({
        file: z.string().describe("dvc.lock, or the .dvc file beside the data."),
        path: z.string().describe("Relative to the project."),
        algorithm: z.string(),
        hash: z.string(),
        bytes: z.number().nullable(),
        files: z.int().nullable(),
      }),
    )
    .describe("What DVC says of the data's places."),
  dvc_problems: z.array(z.object({ path: z.string(), problem: z.string() })),
  evidence: z
    .array(hashedFile)
    .describe(
      "The files on which the plan's judgements rest, beside the data; by path. Of runs that are " +
        "directories, as MLflow's are, a metric's newest alone.",
    ),
  stored: z
    .array(storedAnswer)
    // Plans of before have none.
    .default([])
    .describe("What servers said, kept with the plan."),
});

/** From what a plan was made. */
export type Provenance = z.output<typeof provenanceSchema>;
export type GitFacts = Provenance["git"];
export type StoredFact = z.output<typeof storedAnswer>;
export type HashedFile = z.output<typeof hashedFile>;
