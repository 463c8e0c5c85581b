import { posix } from "node:path";
import { groupBy } from "../../collections/group-by.ts";
import { fetchCommand } from "./fetch-command.ts";
import type { Pointer } from "./pointer.ts";

/** So many files of a folder are named one by one. */
const MOST_OF_A_FOLDER = 20;

/** Sorted by path, each path once; of many files in a folder, the folder with their number and size. */
export function foldPointers(pointers: readonly Pointer[]): Pointer[] {
  const byPath = new Map<string, Pointer>();
  for (const pointer of pointers) {
    const known = byPath.get(pointer.path);
    if (known === undefined || known.bytes === null) byPath.set(pointer.path, pointer);
  }
  const distinct = [...byPath.values()].filter(({ path }) => !isInAnother(path, byPath));
  const folders = groupBy(distinct, ({ tool, path }) => `${tool} ${posix.dirname(path)}`);
  return [...folders.values()]
    .flatMap((members) => (members.length > MOST_OF_A_FOLDER ? [together(members)] : members))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** DVC links each file of a folder that it tracks. */
function isInAnother(path: string, all: ReadonlyMap<string, Pointer>): boolean {
  const folder = posix.dirname(path);
  return folder !== path && (all.has(folder) || isInAnother(folder, all));
}

function together(members: readonly Pointer[]): Pointer {
  const { tool, path: first } = members[0] as Pointer;
  const path = posix.dirname(first);
  const sum = (key: "files" | "bytes") =>
    members.reduce<number | null>((total, each) => {
      const own = each[key];
      return total === null || own === null ? null : total + own;
    }, 0);
  return { path, tool, files: sum("files"), bytes: sum("bytes"), get: fetchCommand(tool, path) };
}
