import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { resolve } from "node:path";
import { Automaton, type State } from "../glob/automaton.ts";
import { globMatcher } from "../glob/glob.ts";
import { parsePatterns } from "../glob/pattern.ts";
import { whyNotFollowed } from "./followed-link.ts";

/** Where patterns are looked for, and who is told what cannot be. */
interface Search {
  /** Absolute. */
  readonly cwd: string;
  /** Told of each folder that cannot be read. */
  hidden?(folder: string, error: unknown): void;
}

/** A pattern that looks at more than these names more than a person means. */
const MOST_ENTRIES = 1_000_000;

/**
 * The files and folders that patterns name, as they name them (below `cwd`, or absolute); sorted. Folders behind
 * links are entered, but none within itself, and none of which {@link whyNotFollowed} says why not. Only folders that a pattern leads into are read.
 *
 * @throws PatternFault for a pattern that cannot be used, Error where there is far too much to look at
 */
export function globPaths(patterns: readonly string[], search: Search): string[] {
  const isWanted = (path: string) => unwanted.length === 0 || matches(path);
  const unwanted = patterns.filter((pattern) => /^!(?!\()/.test(pattern));
  const matches = globMatcher(unwanted);
  const found = new Set<string>();
  let entries = 0;
  for (const pattern of patterns.filter((each) => !unwanted.includes(each))) {
    for (const path of yieldPaths(pattern, search, () => {
      entries++;
      if (entries <= MOST_ENTRIES) return;
      throw new Error(
        `more than ${MOST_ENTRIES} files are looked at; name a folder that is nearer to what is meant`,
      );
    })) {
      if (isWanted(path)) found.add(path);
    }
  }
  return [...found].sort();
}

/** The files among what patterns name, links to files included. */
export function globFiles(patterns: readonly string[], cwd: string): string[] {
  return globPaths(patterns, { cwd }).filter((path) => readStats(resolve(cwd, path))?.isFile());
}

function* yieldPaths(
  pattern: string,
  { cwd, hidden }: Search,
  count: () => void,
): Generator<string> {
  const plain = pattern.replace(/^(?:\.\/)+(?=.)/, "").replace(/\/{2,}/g, "/");
  const base = fixedPart(plain);
  const rest = base === "." ? plain : plain.slice(base.length);
  if (rest === "") {
    if (readStats(resolve(cwd, base)) !== null) yield base;
    return;
  }
  const automaton = new Automaton(parsePatterns([rest]));
  const plainEnd = splitPlainEnd(rest);

  function* visit(path: string, state: State, above: readonly string[]): Generator<string> {
    const location = resolve(cwd, path === "" ? "." : path);
    const stats = readStats(location);
    const identity = `${stats?.dev} ${stats?.ino}`;
    if (stats === null || above.includes(identity)) return;
    if (plainEnd?.depth === above.length) {
      count();
      if (isThere(resolve(location, plainEnd.name))) yield `${path}${plainEnd.name}`;
      return;
    }
    for (const entry of listEntries(location, path, hidden)) {
      count();
      const own = `${path}${entry.name}`;
      const named = automaton.read(state, entry.name);
      if (named.matches) yield own;
      const within = automaton.read(named, "/");
      const place = resolve(cwd, own);
      if (!within.isDead && isFolder(entry, place)) {
        const why = entry.isSymbolicLink() ? whyNotFollowed(place, cwd) : null;
        if (why !== null) hidden?.(own, new Error(why));
        else yield* visit(`${own}/`, within, [...above, identity]);
      }
    }
  }
  yield* visit(base === "." ? "" : base, automaton.start, []);
}

/**
 * The name that a pattern ends in, and below how many folders, where both are the same in all that it matches:
 * then the folder that may hold it need not be listed.
 *
 * @example splitPlainEnd("run-?/dvc.yaml") // { name: "dvc.yaml", depth: 1 }
 */
function splitPlainEnd(pattern: string): { name: string; depth: number } | null {
  const parts = pattern.split("/");
  const name = parts.at(-1) ?? "";
  if (pattern.includes("**") || /[[\]{}()!+@|\\]/.test(pattern) || /[*?]/.test(name)) return null;
  return /^\.{0,2}$/.test(name) ? null : { name, depth: parts.length - 1 };
}

function isThere(location: string): boolean {
  try {
    lstatSync(location);
    return true;
  } catch {
    return false;
  }
}

function listEntries(location: string, path: string, hidden: Search["hidden"]): Dirent[] {
  try {
    return readdirSync(location, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") hidden?.(path.replace(/\/$/, ""), error);
    return [];
  }
}

function isFolder(entry: Dirent, location: string): boolean {
  return entry.isSymbolicLink() ? readStats(location)?.isDirectory() === true : entry.isDirectory();
}

function readStats(location: string): Stats | null {
  try {
    return statSync(location);
  } catch {
    return null;
  }
}

/**
 * The folders before the first that is a pattern, with the slash behind them; the whole where none is.
 *
 * @example fixedPart("reports/2025/*.json") // "reports/2025/"
 */
export function fixedPart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => /[*?[\]{}()!+@|\\]/.test(part));
  if (first === -1) return pattern;
  return first === 0 ? "." : `${parts.slice(0, first).join("/")}/`;
}
