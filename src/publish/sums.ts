import { createHash } from "node:crypto";

/** The file of a plan that says what its documents were when they were written: `sha256sum -c` reads it. */
export const SUMS = "SHA256SUMS";

/** A document's name and SHA-256. */
export interface Sum {
  readonly name: string;
  readonly sha256: string;
}

export function sha256Hex(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** The folder of what a plan keeps of servers. */
export const EVIDENCE = "evidence";

/** A file in the plan's own directory, or in its folder `evidence`: no `..`, nothing that begins with a dot. */
export const PLAIN_NAME = /^(?:evidence\/)?\w[\w.-]*$/;

/** A line a file, as sha256sum writes them: digest, two spaces, name. */
export function writeSums(files: readonly { name: string; text: string }[]): string {
  return files.map(({ name, text }) => `${sha256Hex(text)}  ${name}\n`).join("");
}

/**
 * Reads the sums that {@link writeSums} wrote.
 *
 * @throws Error with the line that is malformed, or names a file for the second time
 */
export function readSums(text: string): Sum[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  const names = new Set<string>();
  return lines.map((line, index) => {
    const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sha256 === undefined || name === undefined || !PLAIN_NAME.test(name)) {
      throw new Error(`line ${index + 1}: not a SHA-256 and a name`);
    }
    if (names.has(name)) throw new Error(`line ${index + 1}: ${name} stands twice`);
    names.add(name);
    return { name, sha256 };
  });
}
