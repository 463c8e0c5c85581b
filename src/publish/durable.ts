import { closeSync, fsyncSync, openSync, writeFileSync } from "node:fs";

/** Writes a new file, and sees that it has reached the disk. */
export function writeDurably(path: string, text: string): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** So that names, too, outlive a loss of power. */
export function synchronise(directory: string): void {
  // Windows opens no directories.
  if (process.platform === "win32") return;
  const file = openSync(directory, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
