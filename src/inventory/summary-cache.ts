import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { writeKept } from "../runtime/cache-file.ts";
import { cacheVersion } from "./cache.ts";
import type { Walk } from "./walk.ts";

/** The summary of a project's files, kept for the next run that finds exactly the same files. */
export interface SummaryCache<T> {
  /** The saved summary, if these walks find the same files as then. */
  find(walks: readonly Walk[]): T | undefined;
  save(walks: readonly Walk[], summary: T): void;
}

/**
 * A tree in which nothing has changed is not looked through file by file: to know that a hundred
 * thousand are the same one by one, and to add them up, takes several times the walk that finds them.
 *
 * @param question what was asked of the files, as JSON can hold it: each has a file of its own
 */
export function openSummary<T>(directory: string, question: unknown): SummaryCache<T> {
  const hash = createHash("sha256").update(JSON.stringify(question));
  const path = join(directory, `${hash.digest("hex").slice(0, 32)}.summary`);
  return {
    find(walks) {
      if (!existsSync(path)) return undefined;
      try {
        const text = readFileSync(path, "utf8");
        const end = text.indexOf("\n");
        // A disk that errs must not make another number.
        if (text.slice(0, end) !== `${crc32(text.slice(end + 1))}`) return undefined;
        const [stamp, summary] = JSON.parse(text.slice(end + 1)) as [string, T];
        return stamp === hashWalks(walks) ? summary : undefined;
      } catch {
        return undefined; // Broken: it will be written anew.
      }
    },
    save(walks, summary) {
      const text = JSON.stringify([hashWalks(walks), summary]);
      writeKept(path, `${crc32(text)}\n${text}`);
    },
  };
}

function hashWalks(walks: readonly Walk[]): string {
  const hash = createHash("sha256").update(cacheVersion());
  for (const { stamps } of walks) for (const stamp of stamps) hash.update(stamp);
  return hash.digest("hex");
}
