import { realpathSync } from "node:fs";
import { isAbsolute, relative } from "node:path";

/** Where the kernel shows itself as files: a read there may wait without end, and a listing of it has none. */
const KERNEL = /^\/(?:proc|sys)(?:\/|$)/;

/**
 * Why a link is not followed: one line in a pull request, such as `data/all -> /`, would have the program
 * read all of the machine, or wait for a message of the kernel.
 *
 * @param location absolute; bytes if its name is not UTF-8
 * @param home the folder that is read, absolute
 * @returns a clause; null for a link that is followed, and for a path without a link
 */
export function whyNotFollowed(location: string | Buffer, home: string): string | null {
  const real = resolveReal(location);
  if (real === null || real === location) return null;
  if (KERNEL.test(real)) return "a link to files of the kernel, which are not read";
  const realHome = resolveReal(home);
  return realHome !== null && isBelow(realHome, real)
    ? "a link to a folder around this one, which is not read"
    : null;
}

function resolveReal(location: string | Buffer): string | null {
  try {
    return realpathSync.native(location);
  } catch {
    return null;
  }
}

function isBelow(location: string, place: string): boolean {
  const path = relative(place, location);
  return path !== "" && !/^\.\.(?:[\\/]|$)/.test(path) && !isAbsolute(path);
}
