import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { whyNotFollowed } from "./followed-link.ts";

/** Where a project lies, and how far the files in it may lead. */
export interface Root {
  /** The project's directory, absolute. Relative paths begin here. */
  readonly cwd: string;
  /** Whether the user said `--allow-outside`. */
  readonly allowOutside?: boolean | undefined;
  /** Paths on the command line: they may lie anywhere, with all that is below them. */
  readonly named?: readonly string[] | undefined;
}

/**
 * The purpose of a path.
 *
 * - `data`: what is counted, measured or hashed. It may lie behind a symbolic link, as on a mounted disk; see
 *   {@link whyNotFollowed} for the links that are not followed.
 * - `text`: what is printed, trusted or written to. No link may lead it out of the project.
 */
export type Use = "data" | "text";

/** A path that a file names leads where the program may not look. */
export class OutsideError extends UserError {
  constructor(path: string, why: string) {
    super(`${path}, ${why}`, { hint: HINT });
    this.name = "OutsideError";
  }
}

const HINT = "say --allow-outside where that is meant";

/**
 * Whether a path that a file names may be opened. Every such path comes through here, whichever file names
 * it: a configuration, a dvc.yaml, a plan, an `approvals.json`. Of a pattern each result comes
 * through here, for what a pattern may match cannot be seen in its text. A pull request may bring any of
 * these files, and a plan is read by others.
 *
 * @param path relative to the root, or absolute
 * @returns why it may not, as a clause; null where it may
 * @example whyOutside("../../etc/passwd", { cwd: "/srv/churn" }, "data") // "which leads out of the project"
 */
export function whyOutside(path: string, root: Root, use: Use): string | null {
  if (root.allowOutside) return null;
  const location = resolve(root.cwd, path);
  const places = [root.cwd, ...(root.named ?? []).map((place) => resolve(root.cwd, place))];
  if (!places.some((place) => isWithin(location, place))) return "which leads out of the project";
  if (use === "data") return whyNotFollowed(location, root.cwd);
  const real = realPlace(location);
  return places.some((place) => isWithin(real, realPlace(place)))
    ? null
    : "a link that leads out of the project";
}

/**
 * The absolute place of a path that a file names, to be opened.
 *
 * @throws OutsideError where it may not be: see {@link whyOutside}
 */
export function locate(path: string, root: Root, use: Use): string {
  const why = whyOutside(path, root, use);
  if (why !== null) throw new OutsideError(path, why);
  return resolve(root.cwd, path);
}

function isWithin(location: string, place: string): boolean {
  const path = relative(place, location);
  return !(path === ".." || /^\.\.[\\/]/.test(path) || isAbsolute(path));
}

/** Where a path leads when every link is followed; of what is not there yet, where it would be. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(realPlace(parent), relative(parent, path));
  }
}
