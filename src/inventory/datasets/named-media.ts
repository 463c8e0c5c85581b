import { statSync } from "node:fs";
import { posix } from "node:path";
import type { Zone } from "../../instant.ts";
import { locate, type Root } from "../../trust/named-path.ts";
import { readByFormat } from "../labels/read-labels.ts";
import type { Column } from "../reader.ts";
import type { NamedMedia } from "../schema.ts";
import { wordsOf } from "./path-words.ts";
import type { Comparable } from "./read-sketch.ts";

const COLUMN_WORDS = new Set(
  "file files filename filenames filepath filepaths fname path paths image images img photo picture audio wav clip video frame scan slide center left right".split(
    " ",
  ),
);

/** Names of files of which each may be a sample, and no addresses on the web. */
const MEDIA_NAME =
  /^(?![a-z][a-z0-9+.-]*:\/\/).*\.(png|jpe?g|gif|bmp|tiff?|webp|ppm|pgm|dcm|heic|wav|mp3|flac|ogg|m4a|opus|aiff?|mp4|avi|mov|mkv|webm|npy|npz|nii(\.gz)?)$/i;

/** Of the rows with a value so many must be names of files. */
const LEAST_NAMES = 0.9;
const MOST_BYTES = 64 << 20;
const MOST_EXAMPLES = 20;

/**
 * The files that the rows of a table name in a column: an index of images is no training data without them.
 *
 * @param isFound whether a file of this name, without its folder, lies among the data
 * @returns null where no column names files, or where one of them was found
 */
export async function namedMedia(
  files: readonly Comparable[],
  isFound: (name: string) => boolean,
  zone: Zone,
): Promise<NamedMedia | null> {
  const bytes = files.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const [first] = files;
  if (first === undefined || bytes > MOST_BYTES || first.count.samples === 0) return null;
  for (const column of columnsThatName(first.count.columns ?? [])) {
    const names = new Set<string>();
    let [rows, named] = [0, 0];
    for (const each of files) {
      for (const [value, some] of await valuesOf(each, column, zone)) {
        rows += some;
        if (!MEDIA_NAME.test(value)) continue;
        named += some;
        names.add(value.replaceAll("\\", "/"));
      }
    }
    if (named === 0 || named < LEAST_NAMES * rows) continue;
    if ([...names].some((name) => isFound(posix.basename(name)))) return null;
    return { column, files: names.size, examples: [...names].slice(0, MOST_EXAMPLES) };
  }
  return null;
}

/** Whether something lies at a path that a row names, in the project. */
export function isThere(path: string, root: Root): boolean {
  try {
    return statSync(locate(path, root, "data"), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // It leads out of the project, or is no path.
  }
}

/** Columns that may name files, by their own name; none where a column of bytes holds the files. */
function columnsThatName(columns: readonly Column[]): string[] {
  if (columns.some(({ type }) => type === "BYTE_ARRAY" || type === "STRUCT")) return [];
  return columns.flatMap(({ name }) =>
    wordsOf(name).some((word) => COLUMN_WORDS.has(word)) ? [name] : [],
  );
}

async function valuesOf(
  { file, config, count }: Comparable,
  column: string,
  zone: Zone,
): Promise<Iterable<[string, number]>> {
  try {
    const read = await readByFormat({ file, config, count, column }, zone);
    return read === null ? [] : read.values;
  } catch {
    return []; // It holds other values than texts.
  }
}
