import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/**
 * The root of the repository that a path lies in: the nearest directory above it, or itself, that has a
 * `.git`. Starting git takes longer than looking. A bare repository has none: git would take a folder of
 * `HEAD`, `objects` and `refs` for one, and a pull request can bring such a folder.
 *
 * @param path absolute; it need not exist
 * @returns null if there is no repository
 */
export function findRepository(path: string): string | null {
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (dirname(folder) === folder) return null;
  }
}

/** Where a project lies in the repository that encloses it. */
export interface Enclosing {
  /** Where git is to be started: there it finds `.git` before it looks for anything else. */
  readonly root: string;
  /** The project's directory as git writes it, with a slash behind: `models/churn/`; empty at the root. */
  readonly prefix: string;
}

/** @returns null where no repository encloses the project, by its real place, or the project is not there */
export function enclosingRepository(project: string): Enclosing | null {
  if (!existsSync(project)) return null;
  const real = realpathSync(project);
  const root = findRepository(real);
  if (root === null) return null;
  const prefix = relative(root, real).split(sep).join("/");
  return { root, prefix: prefix === "" ? "" : `${prefix}/` };
}

/** The words of a git command that runs nothing which the repository's configuration names. */
export function gitWords(words: readonly string[]): string[] {
  // A pager, a signature check or a file system monitor would be programs of the repository's choice.
  const settings = ["safe.bareRepository=explicit", "core.fsmonitor=false", "log.follow=false"];
  return [
    "--no-pager",
    "--literal-pathspecs",
    ...settings.flatMap((setting) => ["-c", setting]),
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
