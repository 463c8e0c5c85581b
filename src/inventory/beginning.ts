import { closeSync, openSync, readSync } from "node:fs";

/** The first bytes of a regular file. @throws the file system's error where it cannot be read */
export function readBeginning(location: string | Buffer, bytes: number): Buffer {
  const file = openSync(location, "r");
  try {
    const buffer = Buffer.alloc(bytes);
    return buffer.subarray(0, readSync(file, buffer, 0, bytes, 0));
  } finally {
    closeSync(file);
  }
}
