import { posix } from "node:path";
import { count } from "../text/quantity.ts";
import { withMembers } from "./containers/archives.ts";
import { type ContentVerdict, sniffContent } from "./content/sniff.ts";
import { isDocumentName, isPartName } from "./content/text-names.ts";
import type { LeastRows } from "./content/text-table.ts";
import { type FileType, formatName } from "./formats.ts";
import type { SourceFile, SourceFiles } from "./source.ts";
import { unreadFiles } from "./unread-types.ts";
import { findWayOut } from "./ways-out.ts";

/**
 * Extensions that name no format: none, `.txt`, UCI's `.data` and splits, and the ends of engines' names, such
 * as the identifier of Firehose.
 */
const NAMES_NO_FORMAT =
  /^$|^\.(tfrecords?-\d+-of-\d+|all-data|data|dat|tab|te?xt|train|test|tr[an]|te?st|tes|c\d{3}|[\d_-]+|.*-[\da-f]{12})$/;
const MOST_FILES = 1000;

type Verdicts = ReadonlyMap<SourceFile, ContentVerdict>;

/**
 * The files of a source, where the names of some tell no format, but their beginnings do: they are read
 * in that format from here on, and a note says so. Beside tables, texts without rows are excluded.
 */
export async function recognised(found: SourceFiles): Promise<SourceFiles> {
  const source = await withMembers(await withoutTextTables(found));
  const unread = unreadFiles(source).filter(
    (file) => findWayOut(file.extension) === undefined && source.reasons?.has(file) !== true,
  );
  if (unread.length === 0) return source;
  const verdicts = new Map<SourceFile, ContentVerdict>();
  for (const file of unread.slice(0, MOST_FILES)) {
    const isKnown = !NAMES_NO_FORMAT.test(file.extension);
    const verdict = await judge(file);
    verdicts.set(file, isKnown ? asDoubt(verdict) : verdict);
  }
  const types = readTypes(verdicts);
  const documents = findDocuments(source, verdicts, types);
  const files = source.files
    .filter((file) => !documents.has(file))
    .map((file) => {
      const type = types.get(file);
      return type === undefined ? file : file.readAs(type);
    });
  const leftOut = new Map(source.leftOut);
  for (const [file, kind] of documents) {
    if (types.has(file)) continue;
    leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1);
  }
  return {
    ...source,
    files,
    leftOut,
    reasons: new Map([
      ...(source.reasons ?? []),
      ...[...verdicts].flatMap(([file, verdict]) => explain(file, verdict)),
    ]),
    notes: [...source.notes, ...collectNotes(types)],
  };
}

/** A type of its own may mean more than its rows: it is not read unasked. */
function asDoubt(verdict: ContentVerdict): ContentVerdict {
  if (verdict.kind !== "data") return { kind: "unknown" };
  const format = verdict.extension.slice(1);
  return {
    kind: "unclear",
    why: `looks like a table: state \`format: ${format}\` under \`sources\``,
  };
}

async function judge(file: SourceFile): Promise<ContentVerdict> {
  if (/^$|^\.te?xt$/.test(file.extension) && isDocumentName(file.path)) return { kind: "document" };
  try {
    return await sniffContent(file, leastRows(file));
  } catch {
    return { kind: "unknown" }; // Whoever reads it says why it cannot be read.
  }
}

function leastRows({ path, extension }: SourceFile): LeastRows {
  if (/^\.te?xt$/.test(extension)) return { rows: 10, commaRows: 10 };
  if (isPartName(path)) return { rows: 1, commaRows: 1 };
  return { rows: 2, commaRows: extension === "" ? 10 : 2 };
}

/** How files are read whose content tells it; an empty part of a table is read as the others. */
function readTypes(verdicts: Verdicts): Map<SourceFile, FileType> {
  const types = new Map<SourceFile, FileType>();
  const folders = new Map<string, FileType>();
  for (const [file, verdict] of verdicts) {
    if (verdict.kind !== "data") continue;
    const { extension, compression } = verdict;
    types.set(file, { extension, compression, member: file.member });
    if (isPartName(file.path)) folders.set(posix.dirname(file.path), { extension, compression });
  }
  for (const [file, { kind }] of verdicts) {
    const type = folders.get(posix.dirname(file.path));
    if (type === undefined || kind !== "empty" || !isPartName(file.path)) continue;
    types.set(file, { ...type, compression: file.compression });
  }
  return types;
}

/** Texts that are no table: those named so, and others if there are files beside them that are read. */
function findDocuments(
  { files, media }: SourceFiles,
  verdicts: Verdicts,
  types: ReadonlyMap<SourceFile, FileType>,
): Map<SourceFile, string> {
  const isRead = (file: SourceFile) =>
    types.has(file) || media.has(file) || formatName(file.extension) !== null;
  const areOthers = files.some(isRead);
  const documents = new Map<SourceFile, string>();
  for (const [file, { kind }] of verdicts) {
    if (
      kind !== "document" ||
      file.member !== undefined ||
      types.has(file) ||
      !/^$|^\.te?xt$/.test(file.extension)
    )
      continue;
    if (areOthers || isDocumentName(file.path)) documents.set(file, DOCUMENTS);
  }
  return documents;
}

const DOCUMENTS = "documents (text without rows)";

function explain(file: SourceFile, verdict: ContentVerdict): [SourceFile, string][] {
  if (verdict.kind === "unclear") {
    return [[file, verdict.why]];
  }
  if (verdict.kind !== "document") return [];
  const why = "text without rows of equal fields; if it is a table, state `format` under `sources`";
  return [[file, why]];
}

/** Texts of which each seemed to be a sample, as rows where they are tables. */
async function withoutTextTables(source: SourceFiles): Promise<SourceFiles> {
  const texts = [...source.media].flatMap(([file, medium]) => (medium === "text" ? [file] : []));
  // Thousands of tables are points of shapes, or signals: each file is a sample.
  if (texts.length === 0 || texts.length > MOST_FILES) return source;
  const looked = texts.slice(0, LOOKED_AT_TEXTS);
  let tables = 0;
  for (const file of looked) if ((await judge(file)).kind === "data") tables++;
  if (tables < looked.length * MOST_OF_THEM) return source;
  const media = new Map([...source.media].filter(([, medium]) => medium !== "text"));
  return { ...source, media };
}

const LOOKED_AT_TEXTS = 20;
const MOST_OF_THEM = 0.5;

function collectNotes(types: ReadonlyMap<SourceFile, FileType>): SourceFiles["notes"] {
  const alike = new Map<string, SourceFile[]>();
  for (const [file, { extension }] of types) {
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
