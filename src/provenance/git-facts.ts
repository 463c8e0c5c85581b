import { join, relative, sep } from "node:path";
import { messageOf } from "../errors.ts";
import { gitEnvironment, gitWords, repositoryOf } from "../git.ts";
import type { GitFacts } from "./schema.ts";

/**
 * The commit that a directory is at, and whether every tracked file of its repository is as committed.
 * Files that git does not track have no say: plans are among them.
 *
 * @param output where plans are written, absolute: to write one must not make the next unclean
 */
export async function gitFacts(
  cwd: string,
  output: string,
  milliseconds: number = LATE,
): Promise<GitFacts> {
  const repository = repositoryOf(cwd);
  if (repository === null) return unknown("the project lies in no git repository");
  const words = ["status", "--porcelain=v2", "--branch", "--untracked-files=no", "--no-renames"];
  try {
    const text = await git(cwd, [...words, "--ignore-submodules=none", "-z"], milliseconds);
    return factsOf(text, relative(repository, output).split(sep).join("/"));
  } catch (error) {
    const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
    if (code === "ENOENT") return unknown("git is not installed");
    if (killed) return unknown(`git status took more than ${milliseconds / 1000} s`);
    const [said = ""] = (stderr || messageOf(error)).replace(/^fatal: /, "").split("\n");
    return unknown(`git says: ${said}`);
  }
}

const LATE = 20_000;
const MOST_BYTES = 64 << 20;

function git(cwd: string, words: readonly string[], timeout: number): Promise<string> {
  // Not imported: it brings the network along, which runs outside of repositories have no use for.
  const { execFile } = process.getBuiltinModule("node:child_process");
  const options = { cwd, env: gitEnvironment(), timeout, maxBuffer: MOST_BYTES, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile("git", gitWords(words), options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(Object.assign(error, { stderr }));
    });
  });
}

/** What `git status --porcelain=v2 --branch -z` says. Its paths begin at the repository's root. */
function factsOf(text: string, output: string): GitFacts {
  const lines = text.split("\0");
  const commit = lines.find((line) => line.startsWith(COMMIT))?.slice(COMMIT.length) ?? "(initial)";
  if (commit === "(initial)") return unknown("the git repository has no commit yet");
  const changed = lines.filter((line) => {
    const path = pathOf(line);
    return path !== null && path !== output && !path.startsWith(join(output, "/"));
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
function pathOf(line: string): string | null {
  const fields = line.startsWith("1 ") ? 8 : line.startsWith("u ") ? 10 : 0;
  return fields === 0 ? null : line.split(" ").slice(fields).join(" ");
}

function unknown(why: string): GitFacts {
  return { commit: null, clean: null, changed_files: null, unknown: why };
}
