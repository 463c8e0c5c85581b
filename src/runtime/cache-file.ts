import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeDirectory } from "./make-directory.ts";

/**
 * Writes a file that can be made again, as a whole or not at all: for this user alone, since it holds the
 * names of the user's files. That it cannot be written is no error.
 */
export function writeKept(path: string, bytes: Uint8Array | string): void {
  // Two threads of a process never write the same.
  const temporary = `${path}.${process.pid}`;
  try {
    makeDirectory(dirname(path), 0o700);
    writeFileSync(temporary, bytes, { flag: "wx", mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    try {
      rmSync(temporary, { force: true });
    } catch {} // Where it could not even be begun.
  }
}
