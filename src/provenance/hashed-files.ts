import { createHash } from "node:crypto";
import { existsSync, realpathSync, statSync } from "node:fs";
import { errorMessage } from "../errors.ts";
import { Digests, toHex } from "../inventory/digest.ts";
import { walk } from "../inventory/walk.ts";
import { bytes } from "../text/quantity.ts";
import { locate, type Root } from "../trust/named-path.ts";
import type { HashedFile } from "./schema.ts";

/** Evidence is some results; more is a database or a model, and takes long to read. */
const MOST_BYTES = 64 << 20;

/**
 * The SHA-256 of each file, or why it has none. Of a directory, such as a run of MLflow, it is that of a
 * line for every file by its path: a JSON list of path, size and SHA-256, and a line feed.
 *
 * @param paths relative to the root; repeated ones are said once
 * @returns by path
 */
export function hashFiles(paths: Iterable<string>, root: Root): HashedFile[] {
  const digests = new Digests();
  // A file of many names is read once.
  const known = new Map<string, string>();
  return [...new Set(paths)].sort().map((path) => {
    try {
      const location = locate(path, root, "data");
      if (!existsSync(location)) throw new Error(GONE);
      const real = realpathSync(location);
      const sha256 = known.get(real) ?? hashLocation(location, digests);
      known.set(real, sha256);
      return { path, sha256, problem: null };
    } catch (error) {
      return { path, sha256: null, problem: errorMessage(error) };
    }
  });
}

/** The problem of a file that is not there. */
export const GONE = "does not exist";

function hashLocation(location: string, digests: Digests): string {
  const stats = statSync(location);
  if (stats.isDirectory()) return hashOfDirectory(location, digests);
  if (!stats.isFile()) throw new Error("not a regular file");
  if (stats.size > MOST_BYTES) throw tooLarge();
  return digestLocation(location, digests);
}

function hashOfDirectory(location: string, digests: Digests): string {
  const { files, problems } = walk(location, null);
  const [first] = problems;
  if (first !== undefined) throw new Error(`${first.path}: ${first.problem}`);
  const whole = createHash("sha256");
  let sum = 0;
  for (const file of files) {
    sum += file.sizeBytes;
    if (sum > MOST_BYTES) throw tooLarge();
    const digest = digestLocation(file.location, digests);
    whole.update(`${JSON.stringify([file.path, file.sizeBytes, digest])}\n`);
  }
  return whole.digest("hex");
}

function digestLocation(location: string | Buffer, digests: Digests): string {
  const digest = digests.of(location);
  if (digest === undefined) throw new Error("cannot be read");
  return toHex(digest);
}

function tooLarge(): Error {
  return new Error(`larger than ${bytes(MOST_BYTES)}, not read`);
}
