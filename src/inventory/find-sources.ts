import { existsSync, lstatSync, readdirSync, readlinkSync, statSync } from "node:fs";
import { basename, dirname, join, posix, resolve } from "node:path";
import type { SourceConfig } from "../config/schema.ts";
import { UserError } from "../errors.ts";
import { similarTo } from "../text/similar.ts";
import type { Root } from "../trust/named-path.ts";
import { describeReason } from "./directory-entries.ts";
import { type DvcPointers, findPointers } from "./pointers/find-pointers.ts";
import { pointerOfLink } from "./pointers/text-pointer.ts";
import { isIn, ofData } from "./pointers/training-outputs.ts";
import { LOOKED_IN, type SearchRules, searchProject } from "./search.ts";

/** Where the data of a project lies. */
export interface FoundSources {
  readonly sources: SourceConfig[];
  /** Where data was looked for: the configured paths, or places of usual names. */
  readonly lookedIn: readonly string[];
  /** DVC's files outside of the sources, relative to the project. */
  readonly dvcFiles: readonly string[];
  readonly notes: readonly { path: string; note: string }[];
  /** Folders of other names in which tables lie; undefined where the sources are configured. */
  readonly tablesElsewhere?: readonly string[];
}

/**
 * The sources to look at: the configured ones that are here, or what {@link searchProject} finds. There
 * may be none. Of a configured one that is not here a pointer must say so.
 *
 * @param placeOf where a source is configured, by its number; by default it is the command line
 * @throws UserError where a configured source is missing, and no pointer says that it is not here
 */
export async function findSources(
  configured: readonly SourceConfig[] | undefined,
  root: Root,
  rules: SearchRules = {},
  placeOf?: (source: number, key: "path") => string,
): Promise<FoundSources> {
  const { cwd } = root;
  if (configured === undefined) {
    const { places, ...found } = searchProject(cwd, rules);
    const sources = places.map((path): SourceConfig => ({ path, sample: "row" }));
    return { sources, lookedIn: LOOKED_IN, ...found };
  }
  const dvcFiles = usesDvc(cwd) ? searchProject(cwd, rules).dvcFiles : [];
  const beside = configured
    .flatMap(({ path }) => besides(path))
    .filter((path) => isFile(cwd, path));
  const all = [...dvcFiles, ...beside];
  const missing = configured.map(({ path }) => absence(path, cwd));
  const { pointers } = missing.every((reason) => reason === null)
    ? { pointers: [] }
    : await findPointers(all, root);
  const faults: string[] = [];
  const sources: SourceConfig[] = [];
  for (const [index, source] of configured.entries()) {
    const reason = missing[index];
    if (reason == null) sources.push(source);
    else if (!pointers.some((pointer) => isIn(pointer, source))) {
      faults.push(`${placeOf ? `${placeOf(index, "path")}: ` : ""}${source.path}: ${reason}`);
    }
  }
  if (faults.length > 0) {
    const hint = faults.length > 1 ? "correct the paths" : "correct the path";
    throw new UserError(faults.join("\n"), { hint });
  }
  const lookedIn = configured.map(({ path }) => path);
  return { sources, lookedIn, dvcFiles: all, notes: [] };
}

/**
 * What DVC tracks of the data of these sources, and has not brought here.
 *
 * @param configured undefined where nothing is configured: then names tell what is data
 */
export async function dvcPointers(
  dvcFiles: readonly string[],
  configured: readonly SourceConfig[] | undefined,
  root: Root,
): Promise<DvcPointers> {
  if (dvcFiles.length === 0) return { pointers: [], notes: [] };
  const { pointers, notes } = await findPointers(dvcFiles, root);
  return { pointers: ofData(pointers, configured), notes };
}

/** Whether DVC was set up in a directory, or in one above it. */
function usesDvc(cwd: string): boolean {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".dvc"))) return true;
    if (dirname(folder) === folder) return existsSync(join(cwd, "dvc.lock"));
  }
}

/** The `.dvc` files that may stand for a path, or for a folder above it. */
function besides(path: string): string[] {
  const place = posix.normalize(path).replace(/(?<!\/)\/+$/, "");
  if (place === "." || place === "" || place.startsWith("..")) return [];
  const above = posix.dirname(place);
  return [`${place}.dvc`, ...(above === place ? [] : besides(above))];
}

function isFile(cwd: string, path: string): boolean {
  return existsSync(resolve(cwd, path)) && statSync(resolve(cwd, path)).isFile();
}

/** Why there is nothing at a place, as far as can be seen; null where there is something. */
function absence(path: string, cwd: string): string | null {
  const location = resolve(cwd, path);
  try {
    statSync(location);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") return describeReason(error);
    const isLink = code === "ENOENT" && lstatSync(location, { throwIfNoEntry: false });
    if (!isLink) return `no such file or directory${perhaps(path, cwd)}`;
    // git-annex and DVC leave such links where data is not here: the walk finds them.
    return pointerOfLink(readlinkSync(location), location) ? null : "a link to nothing";
  }
}

/** The entry of its folder with a similar name. */
function perhaps(path: string, cwd: string): string {
  const folder = posix.dirname(path);
  const meant = similarTo(basename(path), namesIn(resolve(cwd, folder)).slice(0, MOST_NAMES));
  return meant === undefined ? "" : `, perhaps ${posix.join(folder, meant)}`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** To compare more takes long. */
const MOST_NAMES = 1000;
