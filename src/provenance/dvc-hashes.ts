import { existsSync } from "node:fs";
import { posix } from "node:path";
import { errorMessage } from "../errors.ts";
import { isMapping, readDvcDocument, readList } from "../inventory/pointers/dvc-document.ts";
import { locate, type Root, whyOutside } from "../trust/named-path.ts";
import type { Provenance } from "./schema.ts";

type DvcHash = Provenance["dvc"][number];

/**
 * What DVC says of places: the hashes in `dvc.lock`, of outputs and dependencies that are one of them,
 * lie within one, or hold one, and in the `.dvc` file that stands for a place or a folder above it.
 *
 * @param places relative to the root, with forward slashes
 */
export async function dvcHashes(
  places: readonly string[],
  root: Root,
): Promise<{ hashes: DvcHash[]; problems: Provenance["dvc_problems"] }> {
  const wanted = places.map((place) => posix.normalize(place).replace(/(?<!\/)\/+$/, ""));
  const files = [
    "dvc.lock",
    ...new Set(wanted.flatMap(listFolders).map((folder) => `${folder}.dvc`)),
  ];
  const hashes: DvcHash[] = [];
  const problems: Provenance["dvc_problems"] = [];
  for (const file of files.filter((path) => isThere(path, root))) {
    try {
      const document = await readDvcDocument(file, root);
      const entries = file === "dvc.lock" ? entriesOfLock(document) : readList(document, "outs");
      const folder = file === "dvc.lock" ? "." : posix.dirname(file);
      hashes.push(...entries.flatMap((entry) => readHash(entry, file, folder)));
    } catch (error) {
      problems.push({ path: file, problem: errorMessage(error) });
    }
  }
  const own = hashes.filter(({ path }) => wanted.some((place) => touches(path, place)));
  // A stage's output is another's dependency.
  const distinct = new Map(
    own.map((entry) => [JSON.stringify([entry.file, entry.path, entry.hash]), entry]),
  );
  return { hashes: [...distinct.values()].sort(byPlace), problems };
}

function isThere(path: string, root: Root): boolean {
  return whyOutside(path, root, "data") === null && existsSync(locate(path, root, "data"));
}

/** `data/events`, `data`. */
function listFolders(place: string): string[] {
  const above = posix.dirname(place);
  return place === "." || place === "/"
    ? []
    : [place, ...(above === place ? [] : listFolders(above))];
}

function entriesOfLock(document: unknown): unknown[] {
  const stages = isMapping(document) && isMapping(document.stages) ? document.stages : {};
  return Object.values(stages).flatMap((stage) => [
    ...readList(stage, "deps"),
    ...readList(stage, "outs"),
  ]);
}

/** DVC names the hash by its algorithm, `md5`, which `hash: md5` repeats. */
function readHash(entry: unknown, file: string, folder: string): DvcHash[] {
  if (!isMapping(entry) || typeof entry.path !== "string") return [];
  const algorithm = typeof entry.hash === "string" ? entry.hash : "md5";
  const hash = entry[algorithm];
  if (typeof hash !== "string") return [];
  return [
    {
      file,
      path: posix.join(folder, entry.path),
      algorithm,
      hash,
      bytes: typeof entry.size === "number" ? entry.size : null,
      files: Number.isInteger(entry.nfiles) ? (entry.nfiles as number) : null,
    },
  ];
}

function touches(path: string, place: string): boolean {
  return (
    place === "." || path === place || path.startsWith(`${place}/`) || place.startsWith(`${path}/`)
  );
}

function byPlace(a: DvcHash, b: DvcHash): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.file < b.file ? -1 : 1;
}
