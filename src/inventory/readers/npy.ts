import { type DataFile, type FileCount, FileProblem, type Reader } from "../reader.ts";
import { type Bytes, withBytes } from "./bytes.ts";
import { type NpyHeader, parseNpyHeader, START_BYTES } from "./npy/header.ts";

/**
 * NumPy's arrays: `.npy`, and `.npz` with several in a ZIP archive. The samples are the rows along the first
 * dimension, which the header states; the file has to be as long as the header says.
 */
export const npy: Reader = {
  async read(file, { table }) {
    if (file.extension === ".npz") return readArchive(file, table);
    return withBytes(file, async (source) => countArray(source));
  },
};

function countArray(source: Bytes): FileCount {
  const header = parseNpyHeader(source.slice(0, Math.min(source.byteLength, START_BYTES)));
  const notes: string[] = [];
  const missing =
    header.dataBytes === null ? 0 : header.start + header.dataBytes - source.byteLength;
  if (missing > 0) throw new FileProblem(`truncated: ${missing} bytes of its values are missing`);
  if (missing < 0) notes.push(`${-missing} bytes follow the array, and are not read`);
  return toCount(header, notes);
}

function toCount(header: NpyHeader, notes: readonly string[]): FileCount {
  const { shape, columns } = header;
  const [samples] = shape;
  if (samples === undefined) throw new FileProblem("a single value, no array of samples");
  return { samples, columns, eventTime: null, notes };
}

async function readArchive(file: DataFile, wanted: string | undefined): Promise<FileCount> {
  const { readArrays } = await import("./npy/archive.ts");
  const { name, header, note } = await readArrays(file.location, wanted);
  return { ...toCount(header, note === null ? [] : [note]), reading: { table: name } };
}
