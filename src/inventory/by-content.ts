import { constants, gunzipSync } from "node:zlib";
import { count } from "../text/quantity.ts";
import { createZone } from "../time/instant.ts";
import { readBeginning } from "./beginning.ts";
import { detectDialect } from "./readers/text/dialect.ts";
import { firstRows } from "./readers/text/rows-of.ts";
import type { SourceFile, SourceFiles } from "./source.ts";
import { unreadFiles } from "./unread-types.ts";

/** Extensions that name no format: none, UCI's `.data`, `.txt`, and the numbers of engines' parts. */
const NAMES_NO_FORMAT = /^$|^\.(data|dat|tab|txt|c\d{3}|[\d_-]+)$/;
/** A text of fewer rows may have its commas by chance. */
const LEAST_ROWS_OF_TEXT = 10;
const BEGINNING_BYTES = 64 << 10;
const MOST_FILES = 1000;

/**
 * The files of a source, where the names of some tell no format, but their beginnings do: they are read
 * in that format from here on, and a note says so.
 */
export function recognised(source: SourceFiles): SourceFiles {
  const unread = unreadFiles(source).filter(({ extension }) => NAMES_NO_FORMAT.test(extension));
  const extensions = new Map<SourceFile, string>();
  for (const file of unread.slice(0, MOST_FILES)) {
    const extension = extensionByContent(file);
    if (extension !== null) extensions.set(file, extension);
  }
  if (extensions.size === 0) return source;
  const files = source.files.map((file) => {
    const extension = extensions.get(file);
    return extension === undefined ? file : file.readAs(extension);
  });
  return { ...source, files, notes: [...source.notes, ...collectNotes(extensions)] };
}

/** The usual extension of the format in which a file is written, as far as its beginning tells; else null. */
function extensionByContent(file: SourceFile): string | null {
  let bytes: Buffer;
  try {
    bytes = unpacked(readBeginning(file.location, BEGINNING_BYTES), file.compression);
  } catch {
    return null; // Whoever reads it says why it cannot be read.
  }
  const text = bytes.toString("latin1");
  if (text.startsWith("PAR1")) return ".parquet";
  if (text.startsWith("ARROW1")) return ".arrow";
  if (text.includes("\0")) return null;
  const start = text.trimStart();
  if (start.startsWith("[") && start.slice(1).trimStart().startsWith("{")) return ".json";
  const isWhole = file.sizeBytes <= BEGINNING_BYTES;
  const rows = isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  if (start.startsWith("{"))
    return isJson(rows.trimStart().split("\n", 1)[0] ?? "") ? ".jsonl" : null;
  return delimited(rows, file.extension === ".txt" ? LEAST_ROWS_OF_TEXT : 2);
}

function unpacked(bytes: Buffer, compression: SourceFile["compression"]): Buffer {
  if (compression === "zstd") return Buffer.alloc(0);
  if (compression === "none") return bytes;
  return gunzipSync(bytes, {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: BEGINNING_BYTES << 8,
  });
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Whether each of the first rows has as many fields as the others, two or more. */
function delimited(text: string, leastRows: number): ".csv" | ".tsv" | null {
  const dialect = detectDialect(text, "", { zone: createZone("UTC") });
  const { rows } = firstRows(text.slice(dialect.preambleBytes), dialect, 100);
  const fields = rows[0]?.length ?? 0;
  if (rows.length < leastRows || fields < 2) return null;
  if (rows.some((row) => row.length !== fields)) return null;
  return dialect.delimiter === "\t" ? ".tsv" : ".csv";
}

function collectNotes(extensions: ReadonlyMap<SourceFile, string>): SourceFiles["notes"] {
  const alike = new Map<string, SourceFile[]>();
  for (const [file, extension] of extensions) {
    const kind = `${file.extension} ${extension.slice(1)}`;
    alike.set(kind, [...(alike.get(kind) ?? []), file]);
  }
  return Array.from(alike, ([kind, files]) => {
    const format = kind.slice(kind.indexOf(" ") + 1);
    const others = files.length === 1 ? "" : `, like ${count(files.length - 1, "other file")}`;
    return {
      path: (files[0] as SourceFile).path,
      note: `read as ${format} by its content${others}; state \`format\` under \`sources\` if that is wrong`,
    };
  });
}
