import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { NewestFile } from "../plan/checklist.ts";
import type { Zone } from "../time/instant.ts";
import { findMatches } from "../trust/named-files.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { type LastCommit, lastCommits } from "../validation/files/git-history.ts";
import { resultTime, statedInstant } from "../validation/files/result-time.ts";

type Dated = NonNullable<ReturnType<NewestFile>>;

/**
 * The newest file that each pattern names: by the date that it states, else by the commit that brought it,
 * the date in its name, or when it was written. A clone writes every file anew: where its commits are not
 * known, that proves nothing.
 */
export async function findNewestFiles(
  root: Root & { readonly zone: Zone },
  patterns: readonly string[],
): Promise<NewestFile> {
  const hint = "correct the path under `checklist` in the configuration";
  const found = new Map(
    patterns.map((pattern) => [pattern, findMatches([pattern], root, { hint })] as const),
  );
  const { commits, isPartial } = lastCommits(root.cwd, [...new Set([...found.values()].flat())]);
  const newest = new Map<string, Dated | null>();
  for (const [pattern, paths] of found) {
    const files = paths.flatMap((path) => dateFile(path, root, commits.get(path), isPartial) ?? []);
    files.sort((a, b) => b.at - a.at || (a.path < b.path ? -1 : 1));
    newest.set(pattern, files[0] ?? null);
  }
  return (pattern) => newest.get(pattern) ?? null;
}

/** null where it is gone since, or has a name that is not UTF-8: then it is no evidence. */
function dateFile(
  path: string,
  root: Root & { readonly zone: Zone },
  commit: LastCommit | undefined,
  isPartial: boolean,
): Dated | null {
  const location = locate(path, root, "data");
  const stats = statSync(location, { bigint: true, throwIfNoEntry: false });
  if (!stats?.isFile()) return null;
  const modified = Number(stats.mtimeNs / 1000n);
  const content = Number(stats.size) <= MOST_BYTES ? readFileSync(location) : null;
  // Of a file too large to be compared nothing says that it was changed since.
  const isCommitted = commit !== undefined && (content === null || isBlob(content, commit.blob));
  const own = content === null ? null : ownDate(content, root.zone);
  const committed = isCommitted ? commit.at : null;
  const { at, timeSource } = resultTime({ own, committed, path, modified }, root.zone);
  return { path, at, timeSource: timeSource === "modified" && isPartial ? null : timeSource };
}

const MOST_BYTES = 64 << 20;

/** Whether git would store a file under this id; on Windows line ends may be others. */
function isBlob(content: Buffer, id: string): boolean {
  const algorithm = id.length === 64 ? "sha256" : "sha1";
  const gitBlobId = (bytes: Buffer) =>
    createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  if (gitBlobId(content) === id) return true;
  const text = content.toString("latin1");
  return (
    text.includes("\r\n") && gitBlobId(Buffer.from(text.replaceAll("\r\n", "\n"), "latin1")) === id
  );
}

/** A date that stands behind a word for it, near the beginning of a text: `Date: 2025-08-01`. */
const STATED =
  /^[^\p{L}\d]*(?:date|timestamp|generated_at|created_at|completed_on|performed_on|tested_on|approved_on|signed_on|last[ _]updated|updated)[*_"'` ]*[:=][*_"'` ]*(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)/iu;

function ownDate(content: Buffer, zone: Zone): number | null {
  const head = content.subarray(0, 4096);
  if (head.includes(0)) return null;
  const lines = head.toString("utf8").split(/[\n{,]/);
  const date = lines.map((line) => STATED.exec(line)?.[1]).find((each) => each !== undefined);
  return date === undefined ? null : (statedInstant(date, zone) ?? null);
}
