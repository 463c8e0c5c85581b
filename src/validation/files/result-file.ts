import { readFileSync, realpathSync, statSync } from "node:fs";
import { normalize } from "node:path";
import type { Instant } from "../../time/instant.ts";
import { locate, type Root } from "../../trust/named-path.ts";

/** A file that holds results, not yet read. */
export interface ResultFile {
  /** Relative to the project. */
  readonly path: string;
  readonly location: string;
  /** The same for every name of the same file. */
  readonly identity: string;
  readonly sizeBytes: number;
  readonly modified: Instant;
}

/**
 * Looks at a file of results.
 *
 * @throws Error if it does not exist, is not a regular file, or lies outside of the project
 */
export function openResult(path: string, root: Root): ResultFile {
  const location = locate(path, root, "data");
  const stats = statSync(location, { bigint: true });
  if (!stats.isFile()) throw new Error("not a regular file, not opened");
  return {
    path,
    location,
    identity: `${stats.dev}:${stats.ino}`,
    sizeBytes: Number(stats.size),
    modified: Number(stats.mtimeNs / 1000n),
  };
}

/** The kind of entry at a path; null if it is missing, cannot be seen, or lies outside of the project. */
export function fileKind(path: string, root: Root): "file" | "folder" | "other" | null {
  try {
    const stats = statSync(locate(path, root, "data"), { throwIfNoEntry: false });
    if (stats === undefined) return null;
    return stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  } catch {
    return null;
  }
}

/** When what lies at a path was written; null where there is nothing, or it cannot be seen. */
export function modifiedAt(path: string, root: Root): Instant | null {
  try {
    const location = locate(path, root, "data");
    const stats = statSync(location, { bigint: true, throwIfNoEntry: false });
    return stats === undefined ? null : Number(stats.mtimeNs / 1000n);
  } catch {
    return null;
  }
}

/**
 * One name of each file: a folder `latest` that links to a run shows each of its files again. Its own
 * name is preferred to that of a link.
 */
export function distinct<T>(items: readonly T[], fileOf: (item: T) => ResultFile): T[] {
  const chosen = new Map<string, T>();
  for (const item of items) {
    const file = fileOf(item);
    const known = chosen.get(file.identity);
    if (known === undefined || (isLinked(fileOf(known)) && !isLinked(file))) {
      chosen.set(file.identity, item);
    }
  }
  return items.filter((item) => chosen.get(fileOf(item).identity) === item);
}

function isLinked({ path, location }: ResultFile): boolean {
  // The project itself may lie behind a link.
  return !realpathSync(location).endsWith(normalize(`/${path}`));
}

/** Beyond any report that is read whole; what is larger is most likely something else. */
const MOST_BYTES = 64 << 20;

/**
 * Its text.
 *
 * @throws Error where it is larger than a result can be
 */
export function readResult({ location, sizeBytes }: ResultFile): string {
  if (sizeBytes > MOST_BYTES) {
    const size = Math.round(sizeBytes / (1 << 20));
    throw new Error(
      `${size} MB, more than the ${MOST_BYTES >> 20} MB that a result may have, not read`,
    );
  }
  return readFileSync(location, "utf8");
}
