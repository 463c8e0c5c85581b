import { count } from "../../text/quantity.ts";
import type { Root } from "../../trust/named-path.ts";
import type { EvidenceQuery } from "../evidence.ts";
import { unreadKinds } from "../files/recognised.ts";
import { fileKind } from "../files/result-file.ts";
import { resultPaths } from "../files/result-paths.ts";
import type { SourceProblem } from "../schema.ts";

/**
 * The paths that a source's configured path names: a file, a folder, or the matches of a glob; sorted. Paths that
 * cannot be listed, or that are configured but missing, are added to `problems`.
 *
 * @param inFolder glob of what is wanted in a folder; null where folders are wanted themselves
 */
export async function metricPaths(
  query: EvidenceQuery,
  inFolder: string | null,
  problems: SourceProblem[],
): Promise<string[]> {
  const { config, isUsualPlace } = query;
  const hidden = (path: string) => problems.push({ path, problem: "the folder cannot be read" });
  const named =
    fileKind(config.path, query) !== null
      ? [config.path]
      : await resultPaths([config.path], query, hidden);
  if (named.length === 0 && isUsualPlace !== true) {
    const problem = "nothing is there; correct `path` under `validation.sources`, or remove it";
    problems.push({ path: config.path, problem });
  }
  if (inFolder === null) return named;
  const paths: string[] = [];
  for (const path of named) {
    if (fileKind(path, query) !== "folder") paths.push(path);
    else {
      const found = await filesIn(path, query, inFolder, hidden);
      paths.push(...found);
      if (found.length > 0 || isUsualPlace === true) continue;
      const all = await filesIn(path, query, "**/*", hidden);
      const problem = `nothing readable in ${path} (${count(all.length, "file")})`;
      problems.push({ path, problem: [problem, ...unreadKinds(all)].join("; ") });
    }
  }
  return paths;
}

/** The files of a folder that a glob matches, whatever characters the folder's name has. */
export async function filesIn(
  folder: string,
  root: Root,
  glob: string,
  hidden: (path: string) => void,
): Promise<string[]> {
  const literal = folder.replace(/(?<!\/)\/+$/, "").replace(/[*?[\]{}()!+@|\\]/g, "\\$&");
  const paths = await resultPaths([`${literal}/${glob}`], root, hidden);
  return paths.filter((path) => fileKind(path, root) !== "folder");
}
