import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The repository that a directory lies in: the nearest one above it that has a `.git`. Starting git takes
 * longer than looking.
 *
 * @returns null where there is none
 */
export function repositoryOf(cwd: string): string | null {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** The words of a git command that runs nothing which the repository's configuration names. */
export function gitWords(words: readonly string[]): string[] {
  // A pager, a signature check or a file system monitor would be programs of the repository's choice.
  return [
    "--no-pager",
    "--literal-pathspecs",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "log.follow=false",
    ...words,
  ];
}

/** The environment without git's own variables, of which a hook sets several for its repository. */
export function gitEnvironment(): NodeJS.ProcessEnv {
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
