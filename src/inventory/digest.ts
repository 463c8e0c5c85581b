import { createHash, hash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** Digests files, one after the other, through one buffer. */
export class Digests {
  #buffer: Buffer | undefined;

  /** SHA-256 of a file's bytes, one character a byte; undefined where the file cannot be read. */
  of(location: string | Buffer): string | undefined {
    this.#buffer ??= Buffer.allocUnsafeSlow(1 << 20);
    try {
      const descriptor = openSync(location, "r");
      try {
        return hashDescriptor(descriptor, this.#buffer);
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return undefined; // Then nothing is claimed of it.
    }
  }
}

/** A digest of one character a byte in hexadecimal digits. */
export function toHex(digest: string): string {
  return Buffer.from(digest, "latin1").toString("hex");
}

function hashDescriptor(descriptor: number, buffer: Buffer): string {
  let read = readSync(descriptor, buffer);
  // Less than was asked for is all that a regular file has; a digest at once costs half as much.
  if (read < buffer.length) return hash("sha256", buffer.subarray(0, read), "binary");
  const digest = createHash("sha256");
  for (; read > 0; read = readSync(descriptor, buffer)) digest.update(buffer.subarray(0, read));
  return digest.digest("binary");
}
