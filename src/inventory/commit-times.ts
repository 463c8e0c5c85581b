import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { isAbsolute, posix, relative, sep } from "node:path";
import { enclosingRepository, gitEnvironment, gitWords } from "../runtime/git.ts";
import { type Instant, MICROS_PER_SECOND } from "../time/instant.ts";
import type { SourceFile } from "./source.ts";

/** When the files that git tracks were last committed. */
export interface CommitTimes {
  /**
   * When a file was committed, where it is as it was checked out; null where that is unknown, or where it
   * may have been changed since; undefined where git does not track it, or where it was changed: then its
   * modification time is its own. In a fresh clone every modification time is that of the clone.
   */
  findTime(file: SourceFile): Instant | null | undefined;
  /** The same for the same times. */
  readonly digest: string;
}

const LATE_MS = 5000;
const MOST_BYTES = 256 << 20;
const MOST_COMMITS = 5000;

/**
 * Asks git for the commits of tracked files: one `git ls-files`, and one `git log` where it tracks some.
 * Nothing that the repository configures is run, and no file is read.
 *
 * @param cwd the project's directory, absolute
 * @param paths of the sources, relative to it
 * @returns null outside of a repository, where git tracks none of the files, or where it cannot be asked
 */
export function commitTimes(cwd: string, paths: readonly string[]): CommitTimes | null {
  const repository = enclosingRepository(cwd);
  if (repository === null) return null;
  const { root, prefix } = repository;
  // As git writes it: from the root of the repository, with slashes.
  const decodeName = (path: string): string => {
    const own = isAbsolute(path) ? relative(cwd, path) : path;
    return posix.normalize(`${prefix}${own.split(sep).join("/")}`);
  };
  const within = paths.map(decodeName).filter((name) => name !== ".." && !name.startsWith("../"));
  if (within.length === 0) return null;
  const listed = git(root, ["ls-files", "-z", "--debug", "--", ...within]);
  if (listed === null || listed.text === "") return null;
  const tracked = trackedIn(listed.text);
  const format = `--format=${COMMIT}%ct`;
  const diff = ["--first-parent", "-m", "--name-only", "--no-renames", "-z"];
  const safe = ["--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-decorate"];
  const words = ["log", format, `--max-count=${MOST_COMMITS}`, ...diff, ...safe, "HEAD", "--"];
  const log = git(root, [...words, ...within]);
  // Before the first commit every file is as its owner wrote it.
  if (log === null) return null;
  const committed = committedIn(log.text);
  const isWhole = !log.isLate && log.text.split(COMMIT).length <= MOST_COMMITS;
  const hash = createHash("sha256").update(listed.text).update(log.text);
  return {
    digest: hash.digest("hex"),
    findTime(file) {
      const path = decodeName(file.path);
      const stat = tracked.get(path);
      if (stat === undefined || stat.size !== file.sizeBytes % 2 ** 32) return undefined;
      // Touched, or copied with its repository: perhaps it is as it was, perhaps it was changed.
      if (!isSameTime(stat, file.modifiedMs)) return null;
      // Added, and not committed yet, or committed before what was read of the log.
      return committed.get(path) ?? (isWhole ? undefined : null);
    },
  };
}

/** Begins a commit in the output of git log. */
const COMMIT = "\u0001";

interface Stat {
  readonly seconds: number;
  readonly nanos: number;
  readonly size: number;
}

/** The index's own notes of the files, as they were when git wrote or last saw them. */
function trackedIn(text: string): Map<string, Stat> {
  const tracked = new Map<string, Stat>();
  let [path = "", ...parts] = text.split("\0");
  for (const part of parts) {
    // Five lines about the file before, then the next path.
    const lines = part.split("\n");
    const [, seconds, nanos] = /^ {2}mtime: (\d+):(\d+)$/.exec(lines[1] ?? "") ?? [];
    const [, size] = /^ {2}size: (\d+)\t/.exec(lines[4] ?? "") ?? [];
    if (size !== undefined) {
      tracked.set(path, { seconds: Number(seconds), nanos: Number(nanos), size: Number(size) });
    }
    path = lines.slice(5).join("\n");
  }
  return tracked;
}

/** Some builds of git keep no nanoseconds. */
function isSameTime({ seconds, nanos }: Stat, modifiedMs: number): boolean {
  if (Math.floor(modifiedMs / 1000) !== seconds) return false;
  return nanos === 0 || Math.abs(modifiedMs - seconds * 1000 - nanos / 1e6) < 0.001;
}

/** The newest commit of each file. */
function committedIn(log: string): Map<string, Instant> {
  const committed = new Map<string, Instant>();
  let at = Number.NaN;
  for (const part of log.split("\0")) {
    const text = part.replace(/^\n/, "");
    if (text.startsWith(COMMIT)) at = Number(text.slice(1)) * MICROS_PER_SECOND;
    else if (text !== "" && !Number.isNaN(at) && !committed.has(text)) committed.set(text, at);
  }
  return committed;
}

/** The output, as far as it came in time; null where git is not there, or refuses. */
function git(cwd: string, words: readonly string[]): { text: string; isLate: boolean } | null {
  const { status, stdout, error } = spawnSync("git", gitWords(words), {
    cwd,
    env: gitEnvironment(),
    timeout: LATE_MS,
    maxBuffer: MOST_BYTES,
    windowsHide: true,
    encoding: "utf8",
  });
  const isLate = (error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT";
  return status === 0 || isLate ? { text: stdout, isLate } : null;
}
