import { readdirSync, readlinkSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import type { SourceConfig } from "../config/schema.ts";
import { globMatcher } from "../glob/glob.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { findSparkModels } from "./content/spark-models.ts";
import { findMedia, type Medium } from "./datasets/media.ts";
import { besideData, type FileType, fileType, findLakeTable, type LakeFormat } from "./formats.ts";
import type { Pointer } from "./pointers/pointer.ts";
import { pointerOfLink } from "./pointers/text-pointer.ts";
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
  constructor(walked: WalkedFile, root: string, type: FileType) {
    this.walked = walked;
    this.#root = root;
    this.#type = type;
  }

  /** The same file, read as one of another type. */
  readAs(type: FileType): SourceFile {
    return new SourceFile(this.walked, this.#root, type);
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

  get member(): string | undefined {
    return this.#type.member;
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

/** The data files of one source, and what lay beside them. */
export interface SourceFiles {
  readonly config: SourceConfig;
  readonly files: readonly SourceFile[];
  readonly problems: Walk["problems"];
  readonly notes: readonly { path: string; note: string }[];
  /** Data that is not here: what stands in its place. */
  readonly pointers: readonly Pointer[];
  /** `.dvc` files, relative to the project. */
  readonly dvcFiles: readonly string[];
  /** Files that are not data, counted by kind. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Images, audio files and texts, of which each is a sample. */
  readonly media: ReadonlyMap<SourceFile, Medium>;
  /** As {@link Walk.mayRepeat}. */
  readonly mayRepeat: boolean;
  /** Why files of a type that no reader knows are not counted, where their content tells it. */
  readonly reasons?: ReadonlyMap<SourceFile, string>;
  /** Folders of tables whose books say which rows of their files still hold. */
  readonly lakes: ReadonlyMap<string, LakeFormat>;
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
export async function gatherFiles(
  config: SourceConfig,
  cwd: string,
  found: Walk = walkSource(config, { cwd }),
): Promise<SourceFiles> {
  const root = config.path.replace(/(?<!\/)\/+$/, "") || "/";
  const included = config.include && globMatcher(config.include);
  const excluded = config.exclude && globMatcher(config.exclude);
  const leftOut = new Map<string, number>();
  if (found.revisits > 0) leftOut.set("links to a directory already visited", found.revisits);
  if (found.hidden > 0) leftOut.set("hidden, a folder as one", found.hidden);
  const leave = (kind: string) => leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1);

  const lakes = new Map<string, LakeFormat>();
  const models = findSparkModels(found.files);
  const files: SourceFile[] = [];
  const dvcFiles: string[] = [];
  for (const walked of found.files) {
    const { path } = walked;
    const name = (path || root).slice((path || root).lastIndexOf("/") + 1);
    const table = findLakeTable(path);
    if (table !== null) lakes.set(under(root, table.folder), table.format);
    if (name.endsWith(".dvc")) dvcFiles.push(under(root, path));
    // A file that a configuration includes is data, whatever its name.
    const kind = included ? undefined : (besideData(path || name) ?? models.kindOf(path));
    if (included && path !== "" && !included(path)) leave("not included");
    else if (excluded?.(path)) leave("excluded");
    else if (kind !== undefined && path !== "") leave(kind);
    else files.push(new SourceFile(walked, root, fileType(name)));
  }
  for (const [folder, format] of findEnclosingLakes(root, cwd)) lakes.set(folder, format);
  const pointers: Pointer[] = [];
  const problems: Walk["problems"] = [];
  for (const { path, problem } of found.problems) {
    if (excluded?.(path)) continue;
    const place = under(root, path);
    const pointer = pointerAt(resolve(cwd, place), place);
    if (pointer === null) problems.push({ path: place, problem });
    else pointers.push(pointer);
  }
  const notes: { path: string; note: string }[] = [];
  const { mayRepeat } = found;
  const { media, about } = sortMedia(config, files);
  if (about.size > 0) leftOut.set("annotations beside images, audio or texts", about.size);
  return {
    config,
    files: about.size === 0 ? files : files.filter((file) => !about.has(file)),
    pointers,
    dvcFiles,
    problems,
    notes,
    leftOut,
    media,
    mayRepeat,
    lakes,
  };
}

/** The tables in whose folder a source lies: Iceberg itself calls the folder of its rows `data`. */
function findEnclosingLakes(root: string, cwd: string): [string, LakeFormat][] {
  const parts = posix.normalize(root).split("/");
  if (posix.isAbsolute(root) || parts.includes("..")) return [];
  return parts.flatMap((_, i): [string, LakeFormat][] => {
    const folder = parts.slice(0, i).join("/") || ".";
    const names = listNames(join(cwd, folder, "metadata"));
    if (names.some((name) => DESCRIPTION.test(name))) return [[folder, "Iceberg"]];
    const isDelta = listNames(join(cwd, folder, "_delta_log")).some((name) =>
      /^\d+\.json$/.test(name),
    );
    return isDelta ? [[folder, "Delta"]] : [];
  });
}

/** As Iceberg's libraries name it: other programs keep a `metadata` folder, too. */
const DESCRIPTION = /^(?:v\d+|\d{5}-[\da-f-]{36})(?:\.gz)?\.metadata\.json$/;

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The pointer that a link is which leads to nothing. */
function pointerAt(location: string, path: string): Pointer | null {
  try {
    return pointerOfLink(readlinkSync(location), path);
  } catch {
    return null; // No link.
  }
}

/** The files that are samples by themselves, and those that describe them; a configured source says so itself. */
function sortMedia({ sample }: SourceConfig, files: readonly SourceFile[]) {
  const media = new Map<SourceFile, Medium>();
  const about = new Set<SourceFile>();
  if (sample === "row") {
    for (const [file, medium] of findMedia(files)) {
      if (medium === "about") about.add(file);
      else media.set(file, medium);
    }
  }
  return { media, about };
}
