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

/**
 * Refuses text that by its beginning is a page or JSON where a table should be.
 *
 * @throws FileProblem
 */
export function refuseOtherText(beginning: Buffer): void {
  const text = beginning.subarray(0, 2048).toString("latin1").trimStart();
  for (const [pattern, what] of TEXTS) if (pattern.test(text)) throw new FileProblem(what);
  // "<DATE>,<OPEN>" is a header.
  const isMarkup = /^<(?:!--|[a-z][\w.:-]{0,60}(?:\s[^<>]{0,1000})?\/?>(?![,;|\t]))/i.test(text);
  if (isMarkup && /<\/|\/>|-->/.test(text)) {
    throw new FileProblem("markup, no table: perhaps a page or an error that was saved");
  }
  let zeros = 0;
  for (let at = beginning.indexOf(0); at >= 0; at = beginning.indexOf(0, at + 1)) zeros++;
  if (zeros > 16 && zeros > beginning.length / 20) {
    throw new FileProblem(`${zeros} zero bytes at its beginning: binary content, not text`);
  }
}

const TEXTS: readonly (readonly [pattern: RegExp, what: string])[] = [
  [
    /^<(?:!doctype html|html|head|body)\b/i,
    "an HTML page, no table: perhaps an error page that was saved",
  ],
  [
    /^<\?xml\b|^<(?:Error|ListBucketResult)\b/,
    "an XML document, no table: perhaps an error that was saved",
  ],
  [
    /^(?:\{ {0,9}[\r\n]{0,9}\s{0,9}"|\[\s{0,9}(?:\{\s{0,9}["}]|\[|"|-?\d[\d.]{0,20}\s{0,9}[,\]]))/,
    "looks like JSON: name it .json or .jsonl, or state `format: json` under `sources`",
  ],
  [
    /^(?:\.\.\/){0,20}(?:\.git)?\/?annex\/objects\//,
    "a pointer of git-annex: git annex get brings the data",
  ],
  [/^outs:\s{1,9}- \w{1,20}:/, "a pointer of DVC: dvc pull brings the data"],
  [/^-\[ RECORD \d{1,9} \]/, "a record of psql a block: write it with --csv instead of --expanded"],
  [
    /^version https:\/\/git-lfs\.github\.com\//,
    "a pointer of Git LFS: git lfs pull brings the data",
  ],
];

const MAGICS: readonly (readonly [magic: string, what: string])[] = [
  ["\x1f\x8b\x08", "gzip data: name it .gz"],
  ["\x28\xb5\x2f\xfd", "Zstandard data: name it .zst"],
  ["%PDF-", "a PDF document"],
  ["{\\rtf", "a document in rich text"],
  ["%!PS", "a PostScript document"],
  ["PK\x03\x04", "a ZIP archive (perhaps a spreadsheet): unpack it"],
  ["PAR1", "a Parquet file: name it .parquet"],
  ["ARROW1\0", "an Arrow file: name it .arrow"],
  ["\xd0\xcf\x11\xe0", "an old spreadsheet: export it as CSV"],
  ["SQLite format 3\0", "an SQLite database"],
  ["BZh91AY&SY", "bzip2 data: unpack it"],
  ["\xfd7zXZ\0", "xz data: unpack it"],
];
