import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";

/** A directory of its own for a test, removed after it; what is in it is written by path. */
export function scratch(files: Record<string, string | Uint8Array> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), "retrain-plan-"));
  directories.push(directory);
  writeFiles(directory, files);
  return directory;
}

/** Writes files below a directory, and the directories that they need. */
export function writeFiles(directory: string, files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

/** Sets a file's modification time, which git does not keep; to the second, for utimes() takes floats. */
export function setModified(path: string, instant: string): void {
  const seconds = Date.parse(instant) / 1000;
  utimesSync(path, seconds, seconds);
}

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});
