import { FileProblem } from "../../reader.ts";

/**
 * Refuses data that by its first bytes is another format than its name says.
 *
 * @throws FileProblem
 */
export function refuseBinary(beginning: Buffer): void {
  for (const [magic, what] of MAGICS) {
    if (beginning.length > magic.length && beginning.indexOf(magic, 0, "latin1") === 0) {
      throw new FileProblem(`${what}, not text`);
    }
  }
}

const MAGICS: readonly (readonly [magic: string, what: string])[] = [
  ["\x1f\x8b\x08", "gzip data: name it .gz"],
  ["\x28\xb5\x2f\xfd", "Zstandard data: name it .zst"],
  ["PK\x03\x04", "a ZIP archive (perhaps a spreadsheet): unpack it"],
  ["PAR1", "a Parquet file: name it .parquet"],
  ["ARROW1\0", "an Arrow file: name it .arrow"],
  ["\xd0\xcf\x11\xe0", "an old spreadsheet: export it as CSV"],
  ["SQLite format 3\0", "an SQLite database"],
  ["BZh91AY&SY", "bzip2 data: unpack it"],
  ["\xfd7zXZ\0", "xz data: unpack it"],
];
