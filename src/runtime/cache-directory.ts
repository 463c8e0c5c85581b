import { lstatSync, type Stats } from "node:fs";
import { dirname, join } from "node:path";
import { errorMessage } from "../errors.ts";
import { findRepository } from "./git.ts";

/** Where files that can be made again are kept, or why they are not. */
export type CacheDirectory = { readonly path: string } | { readonly refused: string };

/**
 * The directory in which this program keeps counts. Its contents are trusted, so whoever can write it
 * can change a plan: it is used only where this user alone can, and where no pull request can put files.
 * Nothing is made or opened here.
 *
 * Refused are: a symbolic link anywhere in the path; the directory, where another user owns it or may
 * write it; a directory above it in which another user could replace the next one; one that is not there
 * yet, where another user could make it first; and a place inside the project or a repository.
 *
 * @param project its real path
 * @param uid of this process; undefined on Windows, where owners and modes say nothing
 */
export function cacheDirectory(
  project: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  uid: number | undefined = process.geteuid?.(),
): CacheDirectory {
  const path = chooseCacheDirectory(env, platform);
  if (path === null) return { refused: "the environment names no home or cache directory" };
  const parts = pathParts(path);
  if (parts.includes(project)) return { refused: `${path} is inside the project` };
  const repository = findRepository(path);
  if (repository !== null) return { refused: `${path} is inside the repository ${repository}` };
  let above: Stats | undefined;
  for (const part of parts) {
    let stats: Stats | undefined;
    try {
      stats = lstatSync(part, { throwIfNoEntry: false });
    } catch (error) {
      return { refused: `${part}: ${errorMessage(error)}` };
    }
    if (stats === undefined) {
      // A sticky directory such as /tmp protects the entries that exist, not those still to be made.
      const isOpen = above !== undefined && isWritableByOthers(above, uid);
      return isOpen ? { refused: `another user could make ${part} first` } : { path };
    }
    if (stats.isSymbolicLink()) return { refused: `${part} is a symbolic link` };
    if (!stats.isDirectory()) return { refused: `${part} is not a directory` };
    const isLast = part === path;
    if (uid !== undefined && stats.uid !== uid && (isLast || stats.uid !== 0)) {
      return { refused: `${part} belongs to another user` };
    }
    const keepsOthersOff = !isLast && (stats.mode & STICKY) !== 0;
    if (isWritableByOthers(stats, uid) && !keepsOthersOff) {
      return { refused: `${part} can be written by other users` };
    }
    above = stats;
  }
  return { path };
}

const GROUP_OR_OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

function isWritableByOthers({ mode }: Stats, uid: number | undefined): boolean {
  return uid !== undefined && (mode & GROUP_OR_OTHERS_WRITE) !== 0;
}

/** A directory and all above it, the root first. */
function pathParts(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...pathParts(parent), path];
}

/**
 * Where this platform keeps what can be made again, below the user's home.
 *
 * Sources: XDG Base Directory Specification 0.8; Apple, File System Programming Guide; Microsoft,
 * Known Folders (FOLDERID_LocalAppData)
 *
 * @returns null where the environment does not tell
 */
export function chooseCacheDirectory(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | null {
  const base = findCacheBase(env, platform);
  return base === undefined ? null : join(base, "retrain-plan");
}

function findCacheBase(
  {
    XDG_CACHE_HOME: xdg,
    LOCALAPPDATA: local,
    HOME: home,
  }: Parameters<typeof chooseCacheDirectory>[0],
  platform: NodeJS.Platform,
): string | undefined {
  if (platform === "win32") return local || undefined;
  // A relative path is to be ignored, says the specification.
  if (xdg?.startsWith("/")) return xdg;
  if (!home?.startsWith("/")) return undefined;
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
