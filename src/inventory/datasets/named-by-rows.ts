import { statSync } from "node:fs";
import { posix } from "node:path";
import type { Zone } from "../../time/instant.ts";
import { locate, type Root } from "../../trust/named-path.ts";
import { readByFormat } from "../labels/read-labels.ts";
import type { Column } from "../reader.ts";
import type { NamedByRows } from "../schema.ts";
import { splitIntoWords } from "./path-words.ts";
import type { Comparable } from "./read-sketch.ts";

const COLUMN_WORDS = new Set(
  "file files filename filenames filepath filepaths fname path paths image images img photo picture audio wav clip video frame scan slide center left right url urls link links href website doi".split(
    " ",
  ),
);

const ADDRESS = /^https?:\/\//i;
/** Names of files of which each may be a sample, and no addresses. */
const MEDIA_NAME =
  /^(?![a-z][a-z0-9+.-]*:\/\/).*\.(png|jpe?g|gif|bmp|tiff?|webp|ppm|pgm|dcm|heic|wav|mp3|flac|ogg|m4a|opus|aiff?|mp4|avi|mov|mkv|webm|npy|npz|nii(\.gz)?)$/i;

/** Of the rows with a value so many must be names of files. */
const LEAST_NAMES = 0.9;
const MOST_BYTES = 64 << 20;
const SHOWN = 20;

/**
 * The images, audio files, videos or web pages that the rows of a table name in a column: it may be an index of
 * them, and no training data.
 *
 * @param isFound whether a file of this name, without its folder, lies among the data
 * @returns null where no column names any, or where one of the files was found
 */
export async function namedByRows(
  files: readonly Comparable[],
  isFound: (name: string) => boolean,
  zone: Zone,
): Promise<NamedByRows | null> {
  const bytes = files.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  const [first] = files;
  if (first === undefined || bytes > MOST_BYTES || first.count.samples === 0) return null;
  for (const column of columnsThatName(first.count.columns ?? [])) {
    const rows = await rowsByValue(files, column, zone);
    for (const what of ["file", "web page"] as const) {
      const names = namesIn(rows, what);
      if (names === null) continue;
      const isHere = what === "file" && names.some((name) => isFound(posix.basename(name)));
      return isHere ? null : { what, column, count: names.length, examples: names.slice(0, SHOWN) };
    }
  }
  return null;
}

/** null where too few of the rows name one. */
function namesIn(rows: ReadonlyMap<string, number>, what: NamedByRows["what"]): string[] | null {
  const pattern = what === "file" ? MEDIA_NAME : ADDRESS;
  let [all, named] = [0, 0];
  const names = new Set<string>();
  for (const [value, some] of rows) {
    all += some;
    if (!pattern.test(value)) continue;
    named += some;
    names.add(what === "file" ? value.replaceAll("\\", "/") : value);
  }
  return named === 0 || named < LEAST_NAMES * all ? null : [...names];
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
    splitIntoWords(name).some((word) => COLUMN_WORDS.has(word)) ? [name] : [],
  );
}

async function rowsByValue(
  files: readonly Comparable[],
  column: string,
  zone: Zone,
): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, number>();
  for (const { file, config, count } of files) {
    try {
      const read = await readByFormat({ file, config, count, column }, zone);
      for (const [value, some] of read?.values ?? [])
        rows.set(value, (rows.get(value) ?? 0) + some);
    } catch {
      // It holds other values than texts.
    }
  }
  return rows;
}
