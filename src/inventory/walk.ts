import type { BigIntStats, Dirent } from "node:fs";
import { lstatSync, readdirSync, statSync } from "node:fs";
import { messageOf } from "../errors.ts";
import type { Instant } from "../instant.ts";

/** A regular file below a root. */
export interface WalkedFile {
  /** Below the root, with forward slashes; bytes that are not UTF-8 show as U+FFFD. */
  readonly path: string;
  /** What to open: bytes where the name is not UTF-8. */
  readonly location: string | Buffer;
  readonly sizeBytes: number;
  readonly modified: Instant;
  /** The same for every name of one file: links of either kind, and sources that overlap. */
  readonly identity: string;
}

export interface Walk {
  /** Sorted by path, so that the order of a directory's entries on disk does not matter. */
  readonly files: WalkedFile[];
  /** What could not be looked at, and why. */
  readonly problems: { path: string; problem: string }[];
  /** Links that lead to a directory that was visited already. */
  revisits: number;
}

/**
 * Lists the files below a directory, or the one file that the root is. Dot-files are left out.
 * Links are followed; a directory that was visited, under whatever name, is not visited again.
 * Nothing is opened, so a FIFO cannot block.
 *
 * @param root an absolute path
 */
export function walk(root: string): Walk {
  const found: Walk = { files: [], problems: [], revisits: 0 };
  visit(root, "", found, new Set());
  found.files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return found;
}

function visit(location: string | Buffer, path: string, found: Walk, seen: Set<string>): void {
  const problem = (text: string) => found.problems.push({ path, problem: text });
  let stats: BigIntStats;
  try {
    stats = lstatSync(location, { bigint: true });
    if (stats.isSymbolicLink()) stats = statSync(location, { bigint: true });
  } catch (error) {
    problem(isMissing(error) ? "a link to nothing, or removed while being read" : reason(error));
    return;
  }
  if (stats.isFile()) {
    found.files.push({
      path,
      location,
      sizeBytes: Number(stats.size),
      // Exact: Math.floor(mtimeMs * 1000) is one microsecond off for an eighth of all files.
      modified: Number(stats.mtimeNs / 1000n),
      identity: `${stats.dev}:${stats.ino}`,
    });
  } else if (!stats.isDirectory()) {
    problem(`${kindOf(stats)}, not opened`);
  } else {
    const identity = `${stats.dev}:${stats.ino}`;
    if (seen.has(identity)) {
      found.revisits++;
      return;
    }
    seen.add(identity);
    let entries: { name: string; location: string | Buffer }[];
    try {
      entries = list(location);
    } catch (error) {
      problem(`directory cannot be read: ${reason(error)}`);
      return;
    }
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      visit(entry.location, path === "" ? entry.name : `${path}/${entry.name}`, found, seen);
    }
  }
}

/** The entries of a directory; in bytes where a name is not UTF-8, for such a name opens nothing. */
function list(directory: string | Buffer): { name: string; location: string | Buffer }[] {
  if (typeof directory === "string") {
    const names = readdirSync(directory);
    if (!names.some((name) => name.includes("\uFFFD"))) {
      return names.sort().map((name) => ({ name, location: `${directory}/${name}` }));
    }
  }
  const names = readdirSync(directory, { encoding: "buffer" }).sort(Buffer.compare);
  return names.map((name) => ({
    name: name.toString("utf8"),
    location: Buffer.concat([Buffer.from(directory), Buffer.from("/"), name]),
  }));
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function reason(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EACCES" || code === "EPERM"
    ? "permission denied"
    : code === "ELOOP"
      ? "a link to itself"
      : messageOf(error);
}

function kindOf(entry: BigIntStats | Dirent): string {
  if (entry.isFIFO()) return "a FIFO";
  if (entry.isSocket()) return "a socket";
  return "a device";
}
