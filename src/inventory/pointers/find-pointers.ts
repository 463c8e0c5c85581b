import { type Dirent, existsSync, readdirSync, statSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { errorMessage } from "../../errors.ts";
import { type Root, whyOutside } from "../../trust/named-path.ts";
import { isMapping, readDvcDocument } from "./dvc-document.ts";
import { type DvcOutput, outputsOfDvc, outputsOfLock, outputsOfPipeline } from "./dvc-outputs.ts";
import { fetchCommand } from "./fetch-command.ts";
import type { Pointer } from "./pointer.ts";

/** What DVC's files say of data that is not here, and which of these files could not be read. */
export interface DvcPointers {
  readonly pointers: readonly Pointer[];
  readonly notes: readonly { path: string; note: string }[];
}

/** So many files of DVC are read. */
const MOST_FILES = 2000;

/**
 * Finds what DVC tracks and has not brought to this machine. DVC's files are read, nothing is run. What
 * is here, as a file or as a folder with as many files as DVC says, is not a pointer; paths that lead out of
 * the project are skipped.
 *
 * @param dvcFiles `.dvc`, `dvc.lock` and `dvc.yaml`, relative to the project
 */
export async function findPointers(dvcFiles: readonly string[], root: Root): Promise<DvcPointers> {
  const outputs = new Map<string, DvcOutput>();
  const notes: { path: string; note: string }[] = [];
  const files = [...new Set(dvcFiles)].sort();
  for (const file of files.slice(0, MOST_FILES)) {
    try {
      for (const output of await outputsIn(file, files, root)) {
        const known = outputs.get(output.path);
        if (known === undefined || known.bytes === null) outputs.set(output.path, output);
      }
    } catch (error) {
      notes.push({ path: file, note: errorMessage(error) });
    }
  }
  if (files.length > MOST_FILES) {
    const note = `of ${files.length} files of DVC ${MOST_FILES} were read`;
    notes.push({ path: ".", note });
  }
  const pointers = [...outputs.values()].flatMap((output) => pointerTo(output, root));
  return { pointers: pointers.sort((a, b) => (a.path < b.path ? -1 : 1)), notes };
}

async function outputsIn(file: string, files: readonly string[], root: Root) {
  const folder = posix.dirname(file);
  const read = (path: string) => readDvcDocument(path, root);
  const beside = (name: string) => posix.join(folder, name);
  switch (posix.basename(file)) {
    case "dvc.lock": {
      const pipeline = existsSync(resolve(root.cwd, beside("dvc.yaml")))
        ? await read(beside("dvc.yaml")).catch(() => undefined)
        : undefined;
      return outputsOfLock(await read(file), pipeline, folder);
    }
    case "dvc.yaml":
      // The lock knows the stages that have run.
      return files.includes(beside("dvc.lock")) ? [] : outputsOfPipeline(await read(file), folder);
    default: {
      const document = await read(file);
      if (!isMapping(document)) throw new Error("not a file of DVC: `outs` is expected");
      return outputsOfDvc(document, folder);
    }
  }
}

function pointerTo({ path, isFolder, files, bytes }: DvcOutput, root: Root): Pointer[] {
  if (whyOutside(path, root, "data") !== null) return [];
  const here = filesAt(resolve(root.cwd, path), files ?? 1);
  const isWhole = isFolder && files !== null ? here >= files : here > 0;
  if (isWhole) return [];
  const rest = files === null ? null : files - here;
  return [
    {
      path,
      tool: "dvc",
      files: rest,
      bytes: here === 0 ? bytes : null,
      get: fetchCommand("dvc", path),
    },
  ];
}

/** How many files lie at a place; no more than `enough` are counted. A link to nothing is no file. */
function filesAt(location: string, enough: number): number {
  const stats = statSync(location, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return stats === undefined ? 0 : 1;
  const queue = [location];
  let found = 0;
  for (let turn = 0; turn < queue.length && found < enough; turn++) {
    const folder = queue[turn] as string;
    for (const entry of listEntries(folder)) {
      const at = join(folder, entry.name);
      if (entry.isDirectory()) queue.push(at);
      // They lie beside the data, where git is to keep a folder without it.
      else if (entry.name === ".gitignore" || entry.name === ".gitkeep") continue;
      else if (!entry.isSymbolicLink() || existsSync(at)) found++;
    }
  }
  return found;
}

function listEntries(location: string): Dirent[] {
  try {
    return readdirSync(location, { withFileTypes: true });
  } catch {
    return [];
  }
}
