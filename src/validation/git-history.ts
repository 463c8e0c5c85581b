import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { messageOf } from "../errors.ts";
import { type Instant, MICROS_PER_SECOND } from "../instant.ts";

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
  /** Why it may be incomplete, and what to do; null where it is whole, or there is none to have. */
  readonly problem: string | null;
}

const NONE: GitHistory = { versions: new Map(), problem: null };

/**
 * What the commits of the current branch made of files: one `git log` and one `git cat-file` for all of
 * them. A merge counts as one change, when it came. Nothing is fetched, and nothing runs that the
 * repository's configuration names. Without git, or outside of a repository, there is no history.
 *
 * @param paths relative to `cwd`
 * @param past whether all versions are wanted, or the newest one alone
 */
export function gitHistory(cwd: string, paths: readonly string[], past: boolean): GitHistory {
  // Starting a process takes longer than looking for `.git`.
  if (paths.length === 0 || !isInRepository(cwd)) return NONE;
  try {
    const { changes, isShallow } = parseLog(logOf(cwd, paths), past);
    const texts = textsOf(cwd, [...changes.values()].flat());
    const versions = new Map<string, FileVersion[]>();
    for (const [path, list] of changes) {
      const known = list.flatMap(({ blob, commit, at }) => {
        const text = texts.get(blob);
        return text === undefined ? [] : [{ commit, at, text }];
      });
      if (known.length > 0) versions.set(path, known);
    }
    return { versions, problem: isShallow ? SHALLOW : null };
  } catch (error) {
    if (error instanceof NoHistory) return NONE;
    return { versions: new Map(), problem: `git history not read: ${messageOf(error)}` };
  }
}

/** Whether a version is what stands in the working copy, where line ends may be others. */
export function sameText(committed: string, text: string): boolean {
  return committed.replaceAll("\r\n", "\n") === text.replaceAll("\r\n", "\n");
}

const SHALLOW =
  "a shallow clone: when files were committed is not known; fetch all of it (git fetch --unshallow, or fetch-depth: 0 in a workflow)";

/** Nothing to report: no git, no repository, no commit. */
class NoHistory extends Error {}

function isInRepository(cwd: string): boolean {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return true;
    if (dirname(folder) === folder) return false;
  }
}

interface Change {
  readonly commit: string;
  readonly at: Instant;
  readonly blob: string;
}

function logOf(cwd: string, paths: readonly string[]): string {
  const format = "--format=%x01%H %at %D";
  const diff = ["--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "--relative", "-z"];
  const safe = ["--no-ext-diff", "--no-textconv", "--no-show-signature", "--decorate=full"];
  // By standard input: thousands of paths are longer than a command line may be.
  const input = `--\n${paths.filter((path) => !path.includes("\n")).join("\n")}\n`;
  return git(cwd, ["log", "--stdin", format, ...diff, ...safe, "HEAD"], input).toString("utf8");
}

/** The changes of each file, newest first. Those of a shallow clone's last commit are none. */
function parseLog(log: string, past: boolean) {
  const changes = new Map<string, Change[]>();
  let isShallow = false;
  let head = { commit: "", at: 0, isGrafted: false };
  const parts = log.split("\0");
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    if (part.startsWith("\u0001")) {
      const [commit = "", seconds, ...names] = part.slice(1).split(" ");
      const at = Number(seconds) * MICROS_PER_SECOND;
      head = { commit, at, isGrafted: names[0]?.startsWith("grafted") === true };
      continue;
    }
    const [, mode, blob] = /^\n?:\d+ (\d+) \S+ ([0-9a-f]+) [A-Z]/.exec(part) ?? [];
    if (blob === undefined) continue;
    const path = parts[++i] ?? "";
    if (head.isGrafted) isShallow = true;
    // A link or a submodule holds no metrics; what was removed holds nothing.
    else if (mode?.startsWith("100")) {
      const list = changes.get(path) ?? [];
      if (past || list.length === 0) list.push({ commit: head.commit, at: head.at, blob });
      changes.set(path, list);
    }
  }
  return { changes, isShallow };
}

/** The texts of blobs by their ids; those that this clone lacks are missing. */
function textsOf(cwd: string, changes: readonly Change[]): Map<string, string> {
  const blobs = [...new Set(changes.map(({ blob }) => blob))];
  const texts = new Map<string, string>();
  if (blobs.length === 0) return texts;
  const output = git(cwd, ["cat-file", "--batch"], `${blobs.join("\n")}\n`);
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

const MOST_MILLISECONDS = 20_000;
const MOST_BYTES = 256 << 20;

/**
 * @throws NoHistory where there is none to read
 * @throws Error where git refuses, takes too long or says too much
 */
function git(cwd: string, words: readonly string[], input: string): Buffer {
  // A pager, a signature check or a file system monitor would be programs of the repository's choice.
  const pinned = [
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.follow=false",
  ];
  const result = spawnSync("git", [...pinned, ...words], {
    cwd,
    input,
    env: environment(),
    timeout: MOST_MILLISECONDS,
    maxBuffer: MOST_BYTES,
    windowsHide: true,
  });
  const { code } = (result.error ?? {}) as NodeJS.ErrnoException;
  if (code === "ENOENT") throw new NoHistory();
  if (code === "ETIMEDOUT") throw new Error(`it took more than ${MOST_MILLISECONDS / 1000} s`);
  if (code === "ENOBUFS") throw new Error(`it is larger than ${MOST_BYTES >> 20} MB`);
  if (result.error !== undefined) throw result.error;
  if (result.status === 0) return result.stdout;
  const said = result.stderr.toString("utf8").trim();
  if (/not a git repository|bad revision 'HEAD'|does not have any commits/.test(said)) {
    throw new NoHistory();
  }
  throw new Error(said.split("\n")[0] ?? "");
}

/** That of this process without git's own variables, of which a hook sets several for its repository. */
function environment(): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    ...Object.fromEntries(others),
    LC_ALL: "C",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    // A partial clone would fetch what it lacks.
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
  };
}
