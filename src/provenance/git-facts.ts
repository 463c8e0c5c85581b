import { execFile } from "node:child_process";
import { posix, relative, sep } from "node:path";
import { errorMessage } from "../errors.ts";
import { enclosingRepository, gitEnvironment, gitWords } from "../runtime/git.ts";
import { count } from "../text/quantity.ts";
import type { GitFacts } from "./schema.ts";

/**
 * The commit of the repository that encloses the project, and whether every tracked file of it is as
 * committed. Files that git does not track have no say: plans are among them. Of a submodule its commit counts, for
 * git would run in it what the submodule's configuration names; filters that the repository's own
 * configuration names are not run either.
 *
 * @param output where plans are written, absolute: to write one must not make the next unclean
 */
export async function gitFacts(
  cwd: string,
  output: string,
  milliseconds: number = LATE,
): Promise<GitFacts> {
  const repository = enclosingRepository(cwd);
  if (repository === null) return unknown("not a git repository");
  const words = ["status", "--porcelain=v2", "--branch", "--untracked-files=no", "--no-renames"];
  try {
    const { root, prefix } = repository;
    const filters = await ownFilters(root, milliseconds);
    const safe = [...filters.flatMap(withoutFilter), ...words, "--ignore-submodules=dirty", "-z"];
    const text = await git(root, safe, milliseconds);
    const facts = parseFacts(text, posix.join(prefix, relative(cwd, output).split(sep).join("/")));
    return filters.length > 0 && facts.clean === false ? doubted(facts, filters) : facts;
  } catch (error) {
    const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
    if (code === "ENOENT") return unknown("git is not installed");
    if (killed) return unknown(`git status took more than ${milliseconds / 1000} s`);
    const [said = ""] = (stderr || errorMessage(error)).replace(/^fatal: /, "").split("\n");
    return unknown(`git says: ${said}`);
  }
}

/**
 * The filters that the repository's configuration names, not the user's: programs, which may have come
 * with it in an archive.
 *
 * @throws Error where one has a name by which it cannot be put out of action
 */
async function ownFilters(root: string, milliseconds: number): Promise<string[]> {
  const words = ["config", "--null", "--show-scope", "--get-regexp", "^filter\\."];
  const text = await git(root, words, milliseconds).catch((error: { code?: unknown }) => {
    // git exits with 1 if there is no filter.
    if (error.code === 1) return "";
    throw error;
  });
  const fields = text.split("\0");
  const own = fields.flatMap((scope, i) => {
    const key = fields[i + 1]?.split("\n")[0] ?? "";
    const isOwn = i % 2 === 0 && (scope === "local" || scope === "worktree");
    return isOwn ? key.split(".").slice(1, -1).join(".") : [];
  });
  const odd = own.find((name) => name === "" || name.includes("="));
  if (odd === undefined) return [...new Set(own)];
  throw new Error(`filter.${odd} of the repository's configuration would be run`);
}

function withoutFilter(name: string): string[] {
  const off = ["clean=", "smudge=", "process=", "required=false"];
  return off.flatMap((setting) => ["-c", `filter.${name}.${setting}`]);
}

/** A file that looks changed may only lack its filter. */
function doubted({ commit, changed_files }: GitFacts, filters: readonly string[]): GitFacts {
  const files = count(changed_files ?? 0, "tracked file");
  const named = filters.map((name) => `filter.${name}`).join(", ");
  const why = `${files} may be changed: ${named} of the repository's configuration is not run`;
  return { commit, clean: null, changed_files: null, unknown: why };
}

const LATE = 20_000;
const MOST_BYTES = 64 << 20;

function git(root: string, words: readonly string[], timeout: number): Promise<string> {
  const options = {
    cwd: root,
    env: gitEnvironment(),
    timeout,
    maxBuffer: MOST_BYTES,
    windowsHide: true,
  };
  return new Promise((resolve, reject) => {
    execFile("git", gitWords(words), options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(Object.assign(error, { stderr }));
    });
  });
}

/** What `git status --porcelain=v2 --branch -z` says. Its paths begin at the repository's root. */
function parseFacts(text: string, output: string): GitFacts {
  const lines = text.split("\0");
  const commit = lines.find((line) => line.startsWith(COMMIT))?.slice(COMMIT.length) ?? "(initial)";
  if (commit === "(initial)") return unknown("the git repository has no commit yet");
  const changed = lines.filter((line) => {
    const path = parsePath(line);
    return path !== null && path !== output && !path.startsWith(`${output}/`);
  });
  return {
    commit,
    clean: changed.length === 0,
    changed_files: changed.length,
    unknown: null,
  };
}

const COMMIT = "# branch.oid ";

/** The path in a line about a changed (1) or unmerged (u) file; renames are not looked for. */
function parsePath(line: string): string | null {
  const fields = line.startsWith("1 ") ? 8 : line.startsWith("u ") ? 10 : 0;
  return fields === 0 ? null : line.split(" ").slice(fields).join(" ");
}

function unknown(why: string): GitFacts {
  return { commit: null, clean: null, changed_files: null, unknown: why };
}
