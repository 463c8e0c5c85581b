import { spawnSync } from "node:child_process";
import { errorMessage } from "../../errors.ts";
import {
  type Enclosing,
  enclosingRepository,
  gitEnvironment,
  gitWords,
} from "../../runtime/git.ts";
import { type Instant, MICROS_PER_SECOND } from "../../time/instant.ts";

/** A file as a commit left it. */
export interface FileVersion {
  readonly commit: string;
  /** When the commit was written; rebasing does not change it. */
  readonly at: Instant;
  readonly text: string;
}

export interface GitHistory {
  /** Newest first; only files that some commit has. */
  readonly versions: ReadonlyMap<string, readonly FileVersion[]>;
  /** Why it may be incomplete, and what to do; null if it is complete, or git has no history. */
  readonly problem: string | null;
}

const NONE: GitHistory = { versions: new Map(), problem: null };

/**
 * The versions of files in the commits of the current branch: one `git log` and one `git cat-file` for all of
 * them. A merge counts as one change, when it came. Nothing is fetched, and nothing runs that the
 * repository's configuration names. Outside of a repository there is no history. Of a
 * long one the newest part is read, within `limits`, and the problem says from when.
 *
 * @param paths relative to `cwd`
 * @param past whether all versions are wanted, or the newest and the oldest alone
 */
export function gitHistory(
  cwd: string,
  paths: readonly string[],
  past: boolean,
  limits: Partial<HistoryLimits> = {},
): GitHistory {
  const repository = paths.length === 0 ? null : enclosingRepository(cwd);
  if (repository === null) return NONE;
  const { root } = repository;
  const most = { ...LIMITS, ...limits };
  try {
    const log = readLog(repository, paths, most);
    const { changes, isShallow } = parseLog(log.text, past);
    const wanted = selectNewest(root, [...changes.values()].flat(), most);
    const texts = readTexts(root, wanted.changes, most);
    const versions = new Map<string, FileVersion[]>();
    for (const [path, list] of changes) {
      const known = list.flatMap(({ blob, commit, at }) => {
        const text = texts.get(blob);
        return text === undefined || at < wanted.since ? [] : [{ commit, at, text }];
      });
      if (known.length > 0) versions.set(path, known);
    }
    const problems = [
      ...(log.isCut === null ? [] : [`git history read in part: ${log.isCut}`]),
      ...(wanted.left === 0
        ? []
        : [
            `git history read in part: ${wanted.left} older versions of these files skipped: together they are larger than ${most.bytes >> 20} MB`,
          ]),
      ...(isShallow ? [SHALLOW] : []),
    ];
    return { versions, problem: problems.length === 0 ? null : problems.join("; ") };
  } catch (error) {
    if (error instanceof NoHistory) return NONE;
    return { versions: new Map(), problem: `git history not read: ${errorMessage(error)}` };
  }
}

/** The newest commit of a file, and the id of what it left there. */
export interface LastCommit {
  readonly at: Instant;
  readonly blob: string;
}

/**
 * When files were committed last, without reading what was in them.
 *
 * @param paths relative to `cwd`
 * @returns `isPartial` where some commits are not known, as in a shallow clone
 */
export function lastCommits(
  cwd: string,
  paths: readonly string[],
): { readonly commits: ReadonlyMap<string, LastCommit>; readonly isPartial: boolean } {
  const repository = paths.length === 0 ? null : enclosingRepository(cwd);
  if (repository === null) return { commits: new Map(), isPartial: false };
  try {
    const log = readLog(repository, paths, LIMITS);
    const { changes, isShallow } = parseLog(log.text, false);
    const commits = [...changes].flatMap(([path, [newest]]): [string, LastCommit][] =>
      newest === undefined ? [] : [[path, { at: newest.at, blob: newest.blob }]],
    );
    return { commits: new Map(commits), isPartial: isShallow || log.isCut !== null };
  } catch (error) {
    return { commits: new Map(), isPartial: !(error instanceof NoHistory) };
  }
}

/** How much of a history is read. */
export interface HistoryLimits {
  /** Commits that changed one of the files. */
  readonly commits: number;
  /** Bytes of all versions together. */
  readonly bytes: number;
  /** For each of git's commands. */
  readonly milliseconds: number;
}

const LIMITS: HistoryLimits = { commits: 5000, bytes: 64 << 20, milliseconds: 20_000 };

/** Whether a version is what stands in the working copy, where line ends may be others. */
export function sameText(committed: string, text: string): boolean {
  return committed.replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n");
}

const SHALLOW =
  "a shallow clone: when files were committed is not known; fetch all of it (git fetch --unshallow, or fetch-depth: 0 in a workflow)";

/** Nothing to report: no repository, no commit. */
class NoHistory extends Error {}

interface Change {
  readonly commit: string;
  readonly at: Instant;
  readonly blob: string;
}

/** The newest commits that changed the files, and what kept git from naming all. */
function readLog(
  { root, prefix }: Enclosing,
  paths: readonly string[],
  { commits, milliseconds }: HistoryLimits,
): { text: string; isCut: string | null } {
  const format = `--format=${COMMIT}%H %at %D`;
  const relative = prefix === "" ? "--relative" : `--relative=${prefix}`;
  const diff = ["--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", relative, "-z"];
  const safe = ["--no-ext-diff", "--no-textconv", "--no-show-signature", "--decorate=full"];
  // One more than are read tells whether there are more.
  const words = ["log", "--stdin", format, `--max-count=${commits + 1}`, ...diff, ...safe];
  // By standard input: thousands of paths are longer than a command line may be, where also a file that is
  // called HEAD would be in doubt.
  const named = paths.filter((path) => !(path.includes("\n") || path.includes(COMMIT)));
  const input = `HEAD\n--\n${named.map((path) => `${prefix}${path}\n`).join("")}`;
  const { output, isLate } = git(root, words, input, milliseconds);
  const parts = output.toString("utf8").split(COMMIT);
  if (isLate) {
    const isCut = `git log took more than ${milliseconds / 1000} s; git commit-graph write --changed-paths makes it quick`;
    // The last commit may be cut off.
    return { text: parts.slice(0, -1).join(COMMIT), isCut };
  }
  if (parts.length - 1 <= commits) return { text: parts.join(COMMIT), isCut: null };
  return {
    text: parts.slice(0, commits + 1).join(COMMIT),
    isCut: `its newest ${commits} commits of these files`,
  };
}

/** Begins a commit in what git log prints. */
const COMMIT = "\u0001";

/** The changes of each file, newest first. A shallow clone's last commit shows no real changes. */
function parseLog(log: string, past: boolean) {
  const changes = new Map<string, Change[]>();
  let isShallow = false;
  let head = { commit: "", at: 0, isGrafted: false };
  const parts = log.split("\0");
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    if (part.startsWith(COMMIT)) {
      const [commit = "", seconds, ...names] = part.slice(1).split(" ");
      const at = Number(seconds) * MICROS_PER_SECOND;
      head = { commit, at, isGrafted: names[0]?.startsWith("grafted") === true };
      continue;
    }
    const [, mode, before, blob] = /^\n?:\d+ (\d+) ([0-9a-f]+) ([0-9a-f]+) [A-Z]/.exec(part) ?? [];
    if (blob === undefined) continue;
    const path = parts[++i] ?? "";
    // Only its mode was changed.
    if (before === blob) continue;
    if (head.isGrafted) isShallow = true;
    // A link or a submodule holds no metrics; what was removed holds nothing.
    else if (mode?.startsWith("100")) {
      const list = changes.get(path) ?? [];
      if (!past && list.length > 1) list.pop();
      list.push({ commit: head.commit, at: head.at, blob });
      changes.set(path, list);
    }
  }
  return { changes, isShallow };
}

/** The newest changes whose blobs together are no larger than `bytes`. */
function selectNewest(
  root: string,
  changes: readonly Change[],
  { bytes, milliseconds }: HistoryLimits,
): { changes: Change[]; since: Instant; left: number } {
  const sorted = changes.toSorted((a, b) => b.at - a.at);
  const blobs = [...new Set(sorted.map(({ blob }) => blob))];
  if (blobs.length === 0) return { changes: [], since: -Infinity, left: 0 };
  const input = `${blobs.join("\n")}\n`;
  const { output } = git(root, ["cat-file", "--batch-check"], input, milliseconds);
  const sizes = new Map(
    output
      .toString("latin1")
      .split("\n")
      .map((line) => line.split(" "))
      .map(([id = "", , size]) => [id, Number(size ?? 0)]),
  );
  const counted = new Set<string>();
  let sum = 0;
  const end = sorted.findIndex(({ blob }) => {
    if (!counted.has(blob)) sum += sizes.get(blob) ?? 0;
    counted.add(blob);
    return sum > bytes;
  });
  if (end === -1) return { changes: sorted, since: -Infinity, left: 0 };
  // Changes of one instant stay together, or their order would decide which are read.
  const since = (sorted[end] as Change).at + 1;
  const newest = sorted.filter(({ at }) => at >= since);
  return { changes: newest, since, left: sorted.length - newest.length };
}

/** The texts of blobs by their ids; those that this clone lacks are missing. */
function readTexts(
  root: string,
  changes: readonly Change[],
  { milliseconds }: HistoryLimits,
): Map<string, string> {
  const blobs = [...new Set(changes.map(({ blob }) => blob))];
  const texts = new Map<string, string>();
  if (blobs.length === 0) return texts;
  const { output, isLate } = git(
    root,
    ["cat-file", "--batch"],
    `${blobs.join("\n")}\n`,
    milliseconds,
  );
  if (isLate) throw new Error(`git cat-file took more than ${milliseconds / 1000} s`);
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(0x0a, at);
    if (end < 0) break;
    const [id = "", type, size] = output.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") continue;
    texts.set(id, output.toString("utf8", at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}

/** More than the texts and what git says about them. */
const MOST_BYTES = 256 << 20;

/**
 * The output of git, as far as it came in time.
 *
 * @throws NoHistory if there is no history to read
 * @throws Error where git refuses or says too much
 */
function git(
  root: string,
  words: readonly string[],
  input: string,
  milliseconds: number,
): { output: Buffer; isLate: boolean } {
  const result = spawnSync("git", gitWords(words), {
    cwd: root,
    input,
    env: gitEnvironment(),
    timeout: milliseconds,
    maxBuffer: MOST_BYTES,
    windowsHide: true,
  });
  const { code } = (result.error ?? {}) as NodeJS.ErrnoException;
  if (code === "ENOENT")
    throw new Error("git is not installed, and when files were committed not known");
  if (code === "ETIMEDOUT") return { output: result.stdout, isLate: true };
  if (code === "ENOBUFS") throw new Error(`it is larger than ${MOST_BYTES >> 20} MB`);
  if (result.error !== undefined) throw result.error;
  if (result.status === 0) return { output: result.stdout, isLate: false };
  const said = result.stderr.toString("utf8").trim();
  if (/not a git repository|bad revision 'HEAD'|does not have any commits/.test(said)) {
    throw new NoHistory();
  }
  const [first = ""] = said.replace(/^fatal: /, "").split("\n");
  throw new Error(
    first.startsWith("detected dubious ownership")
      ? `${first}; if you trust it, git config --global --add safe.directory names it`
      : first,
  );
}
