import { existsSync, lstatSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { globMatcher } from "../glob/glob.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { besideData, type FileType, tableOf, typeOf } from "./formats.ts";
import { reasonOf } from "./listing.ts";
import type { DataFile } from "./reader.ts";
import { type Walk, type WalkedFile, walk } from "./walk.ts";

/**
 * A data file, and what the walk knows of it. Its paths are made when they are asked for: a hundred
 * thousand of each would take more memory than all else that is known of the files.
 */
export class SourceFile implements DataFile {
  readonly walked: WalkedFile;
  readonly #root: string;
  readonly #type: FileType;

  /** @param root the source's path, as the plan names it */
  constructor(walked: WalkedFile, root: string, name: string) {
    this.walked = walked;
    this.#root = root;
    this.#type = typeOf(name);
  }

  get path(): string {
    return under(this.#root, this.walked.path);
  }

  get location(): string | Buffer {
    return this.walked.location;
  }

  get extension(): string {
    return this.#type.extension;
  }

  get compression(): DataFile["compression"] {
    return this.#type.compression;
  }

  get sizeBytes(): number {
    return this.walked.sizeBytes;
  }

  get modifiedMs(): number {
    return this.walked.modifiedMs;
  }
}

function under(root: string, path: string): string {
  return path === "" ? root : root === "." ? path : `${root}/${path}`;
}

/** Where data lies in a project that has no configuration. */
const DEFAULT_PATHS = ["data", "features", "datasets"];

/** The data files of one source, and what lay beside them. */
export interface SourceFiles {
  readonly config: SourceConfig;
  readonly files: readonly SourceFile[];
  readonly problems: Walk["problems"];
  readonly notes: readonly { path: string; note: string }[];
  /** Files that are not data, counted by kind. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** As {@link Walk.mayRepeat}. */
  readonly mayRepeat: boolean;
}

/**
 * The sources to look at: the configured ones, or those of data, features, datasets that exist.
 *
 * @param placeOf where a source is configured, by its number; by default it is the command line
 * @throws UserError where a configured source, or every default one, is missing
 */
export function sourcesOf(
  configured: SourceConfig[] | undefined,
  cwd: string,
  placeOf?: (source: number) => string,
): SourceConfig[] {
  const missing = (configured ?? []).flatMap(({ path }, index) => {
    const reason = absence(resolve(cwd, path));
    return reason === null ? [] : [`${placeOf ? `${placeOf(index)}: ` : ""}${path}: ${reason}`];
  });
  if (missing.length > 0) {
    const hint = missing.length > 1 ? "correct the paths" : "correct the path";
    throw new UserError(missing.join("\n"), { hint });
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

/** Why there is nothing at a place, as far as can be seen; null where there is something. */
function absence(location: string): string | null {
  try {
    statSync(location);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") return reasonOf(error);
    const isLink = code === "ENOENT" && lstatSync(location, { throwIfNoEntry: false });
    return isLink ? "a link to nothing" : "no such directory";
  }
}

/**
 * Walks where the files of a source lie, without opening any.
 *
 * @throws OutsideError where it lies outside of the project
 */
export function walkSource({ path }: SourceConfig, root: Root): Walk {
  return walk(locate(path, root, "data"));
}

/** Those of the files found that are the source's data. */
export async function filesOf(
  config: SourceConfig,
  cwd: string,
  found: Walk = walkSource(config, { cwd }),
): Promise<SourceFiles> {
  const root = config.path.replace(/\/+$/, "") || "/";
  const included = config.include && globMatcher(config.include);
  const excluded = config.exclude && globMatcher(config.exclude);
  const leftOut = new Map<string, number>();
  if (found.revisits > 0) leftOut.set("links to a directory already visited", found.revisits);
  if (found.hidden > 0) leftOut.set("hidden, a folder as one", found.hidden);
  const leave = (kind: string) => leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1);

  const tables = new Map<string, string>();
  const files: SourceFile[] = [];
  for (const walked of found.files) {
    const { path } = walked;
    const name = (path || root).slice((path || root).lastIndexOf("/") + 1);
    const table = tableOf(path);
    if (table !== null) tables.set(under(root, table.folder), table.format);
    // What a configuration includes is data, whatever it is called.
    const kind = included ? undefined : besideData(path || name);
    if (included && path !== "" && !included(path)) leave("not included");
    else if (excluded?.(path)) leave("excluded");
    else if (kind !== undefined && path !== "") leave(kind);
    else files.push(new SourceFile(walked, root, name));
  }
  const problems = found.problems
    .filter(({ path }) => !excluded?.(path))
    .map(({ path, problem }) => ({ path: under(root, path), problem }));
  const notes = Array.from(tables, ([path, format]) => ({ path, note: tableNote(format) }));
  return { config, files, problems, notes, leftOut, mayRepeat: found.mayRepeat };
}

function tableNote(format: string): string {
  return `${format} table: what it has deleted or replaced counts as long as its files lie here; remove those, or export the table`;
}
