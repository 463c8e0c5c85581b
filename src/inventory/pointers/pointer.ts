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

/** The way to bring one path here, for a shell. @example getOf("dvc", "data/a b.csv") // "dvc pull 'data/a b.csv'" */
export function getOf(tool: Pointer["tool"], path: string): string {
  if (tool === "git-lfs") return "git lfs pull";
  return `${tool === "dvc" ? "dvc pull" : "git annex get"} ${quoted(path)}`;
}

/** As one word of a shell, whatever a repository calls its files. */
function quoted(path: string): string {
  const name = path.startsWith("-") ? `./${path}` : path;
  return /^[\w./@%+=:,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
