import { readFileSync, statSync } from "node:fs";
import { bytes } from "../text/quantity.ts";
import { locate, type Root, type Use } from "./named-path.ts";

/** Beyond any document that is read whole. */
const MOST_BYTES = 64 << 20;

/**
 * The bytes of a file that another file names.
 *
 * @param path relative to the root, or absolute
 * @param most how many bytes it may have
 * @throws Error where it is not there, may not be opened, is no regular file, for which one would wait
 * for ever, or is larger
 */
export function readNamed(path: string, root: Root, use: Use, most: number = MOST_BYTES): Buffer {
  const location = locate(path, root, use);
  const stats = statSync(location);
  if (!stats.isFile()) throw new Error("not a regular file");
  if (stats.size > most) throw new Error(`larger than ${bytes(most)}, not read`);
  return readFileSync(location);
}
