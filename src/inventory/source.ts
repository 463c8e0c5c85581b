import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { besideData, typeOf } from "./formats.ts";
import type { DataFile } from "./reader.ts";
import { type Walk, type WalkedFile, walk } from "./walk.ts";

/** A data file, and what the walk knows of it. */
export interface SourceFile extends DataFile {
  readonly walked: WalkedFile;
}

/** Where data lies in a project that has no configuration. */
const DEFAULT_PATHS = ["data", "features", "datasets"];

/** The data files of one source, and what lay beside them. */
export interface SourceFiles {
  readonly config: SourceConfig;
  readonly files: readonly SourceFile[];
  readonly problems: Walk["problems"];
  /** Files that are not data, counted by kind. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** As {@link Walk.mayRepeat}. */
  readonly mayRepeat: boolean;
}

/**
 * The sources to look at: the configured ones, or those of data, features, datasets that exist.
 *
 * @throws UserError where a configured source, or every default one, is missing
 */
export function sourcesOf(configured: SourceConfig[] | undefined, cwd: string): SourceConfig[] {
  const missing = configured?.find((source) => !existsSync(resolve(cwd, source.path)));
  if (missing !== undefined) {
    throw new UserError(`${missing.path}: no such directory`, {
      hint: "correct the path, or `sources` in the configuration",
    });
  }
  if (configured !== undefined) return configured;
  const paths = DEFAULT_PATHS.filter((path) => existsSync(resolve(cwd, path)));
  if (paths.length === 0) {
    throw new UserError(`no data directory: none of ${DEFAULT_PATHS.join(", ")} is in ${cwd}`, {
      hint: "run in the model's repository, name it with --cwd, or run `retrain-plan init`",
    });
  }
  return paths.map((path) => ({ path, sample: "row" }));
}

/** Lists the files of a source, without opening any. */
export async function filesOf(config: SourceConfig, cwd: string): Promise<SourceFiles> {
  const root = config.path.replace(/\/+$/, "") || "/";
  const found = walk(resolve(cwd, root));
  const under = (path: string) => (path === "" ? root : root === "." ? path : `${root}/${path}`);
  const included = await matcherOf(config.include);
  const excluded = await matcherOf(config.exclude);
  const leftOut = new Map<string, number>();
  if (found.revisits > 0) leftOut.set("links to a directory already visited", found.revisits);
  const leave = (kind: string) => leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1);

  const files: SourceFile[] = [];
  for (const walked of found.files) {
    const { path, location, sizeBytes } = walked;
    const name = (path || root).slice((path || root).lastIndexOf("/") + 1);
    // What a configuration includes is data, whatever it is called.
    const kind = included ? undefined : besideData(path || name);
    if (included && path !== "" && !included(path)) leave("not included");
    else if (excluded?.(path)) leave("excluded");
    else if (kind !== undefined && path !== "") leave(kind);
    else files.push({ path: under(path), location, sizeBytes, walked, ...typeOf(name) });
  }
  const problems = found.problems
    .filter(({ path }) => !excluded?.(path))
    .map(({ path, problem }) => ({ path: under(path), problem }));
  return { config, files, problems, leftOut, mayRepeat: found.mayRepeat };
}

/** Loaded when it is needed: most sources have no patterns. */
async function matcherOf(
  patterns: readonly string[] | undefined,
): Promise<((path: string) => boolean) | undefined> {
  if (patterns === undefined) return undefined;
  const { default: picomatch } = await import("picomatch");
  return picomatch([...patterns]);
}
