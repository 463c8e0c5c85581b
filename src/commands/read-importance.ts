import { parseImportance } from "../drift/data/importance.ts";
import { readNamed } from "../trust/named-text.ts";
import type { Project } from "./project.ts";
import { wrongFile } from "./wrong-file.ts";

/** @throws UserError where the file that `drift.data.importance` names cannot be used */
export function readImportance(project: Project): ReadonlyMap<string, number> | undefined {
  const path = project.config.drift.data.importance;
  if (path === undefined) return undefined;
  const advice = "correct the file, or its path under `drift.data.importance`";
  try {
    const read = parseImportance(readNamed(path, project, "data").toString("utf8"));
    if ("problem" in read) throw new Error(read.problem);
    return read.importance;
  } catch (error) {
    throw wrongFile(path, error, advice);
  }
}
