import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join, resolve, sep } from "node:path";

/** What opens a file or lists a folder; a look at whether one is there is no reading. */
const READS = [
  "openSync",
  "readFileSync",
  "readdirSync",
  "opendirSync",
  "createReadStream",
] as const;

/**
 * Notes each file that this process opens, and each folder that it lists, wherever links lead.
 *
 * @param isForbidden whether a path, absolute, must not be read
 * @returns the forbidden ones that were read since the last call, and what ends the watch
 */
export function watchReads(isForbidden: (path: string) => boolean): {
  read: () => string[];
  end: () => void;
} {
  const found: string[] = [];
  const { realpathSync } = fs;
  const note = (path: unknown) => {
    if (typeof path !== "string" && !(path instanceof Uint8Array)) return;
    const location = resolve(Buffer.from(path as string).toString());
    for (const place of [location, realOf(location)]) {
      if (isForbidden(place)) found.push(place);
    }
  };
  const realOf = (path: string) => {
    try {
      return realpathSync(path);
    } catch {
      return path;
    }
  };
  const originals = READS.map((name) => [name, fs[name]] as const);
  const patched = fs as unknown as Record<string, unknown>;
  for (const [name, original] of originals) {
    patched[name] = (path: unknown, ...rest: unknown[]) => {
      note(path);
      return (original as (...words: unknown[]) => unknown)(path, ...rest);
    };
  }
  syncBuiltinESMExports();
  return {
    read: () => [...new Set(found.splice(0))],
    end: () => {
      for (const [name, original] of originals) patched[name] = original;
      syncBuiltinESMExports();
    },
  };
}

/** Whether a path is a folder, or lies in it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, sep));
}
