import { z } from "zod";

export const pointerSchema = z.object({
  path: z.string().describe("Where the data lies once it is here: a file, or a folder."),
  tool: z.enum(["dvc", "git-lfs", "git-annex"]),
  files: z.int().min(0).nullable().describe("How many files are not here; null where unknown."),
  bytes: z.int().min(0).nullable().describe("Their size; null where unknown."),
  get: z.string().describe("The command that brings them here."),
});

/** Data that a tool tracks in this project, and whose bytes are not on this machine. */
export type Pointer = z.output<typeof pointerSchema>;
