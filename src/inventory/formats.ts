import { findJunk } from "./junk.ts";
import type { PartReader } from "./parts.ts";
import type { DataFile, Reader } from "./reader.ts";

/** The formats that have a reader. */
export const FORMAT_NAMES = [
  ...(["csv", "parquet", "json", "jsonl", "arrow", "xlsx", "sqlite"] as const),
  ...(["avro", "npy", "tfrecord", "webdataset"] as const),
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

interface DataFormat {
  readonly name: FormatName;
  /** Lower-case, with the point. */
  readonly extensions: readonly string[];
  /** Loaded when the first file of the format is met. */
  load(): Promise<Reader>;
  /** Where large files of the format can be read in parts. */
  readonly loadParts?: () => Promise<PartReader>;
}

/** In the order in which a plan lists the types. */
const FORMATS: readonly DataFormat[] = [
  {
    name: "csv",
    extensions: [".csv", ".tsv", ".psv", ".ssv"],
    load: async () => (await import("./readers/delimited.ts")).delimited,
    loadParts: async () => (await import("./readers/text/delimited-parts.ts")).delimitedParts,
  },
  {
    name: "parquet",
    extensions: [".parquet", ".parq", ".pq"],
    load: async () => (await import("./readers/parquet.ts")).parquet,
  },
  {
    name: "json",
    extensions: [".json"],
    load: async () => (await import("./readers/json.ts")).json,
  },
  {
    name: "jsonl",
    extensions: [".jsonl", ".ndjson"],
    load: async () => (await import("./readers/jsonl.ts")).jsonl,
    loadParts: async () => (await import("./readers/text/jsonl-parts.ts")).jsonlParts,
  },
  {
    name: "arrow",
    extensions: [".arrow", ".arrows", ".ipc", ".feather"],
    load: async () => (await import("./readers/arrow.ts")).arrow,
  },
  {
    name: "xlsx",
    extensions: [".xlsx", ".xlsm"],
    // Its rows come as delimited text.
    load: async () => (await import("./readers/delimited.ts")).delimited,
  },
  {
    name: "sqlite",
    extensions: [".sqlite", ".sqlite3", ".db", ".db3"],
    load: async () => (await import("./readers/delimited.ts")).delimited,
  },
  {
    name: "avro",
    extensions: [".avro"],
    load: async () => (await import("./readers/avro.ts")).avro,
  },
  {
    name: "npy",
    extensions: [".npy", ".npz"],
    load: async () => (await import("./readers/npy.ts")).npy,
  },
  {
    name: "tfrecord",
    extensions: [".tfrecord", ".tfrecords"],
    load: async () => (await import("./readers/tfrecord.ts")).tfrecord,
  },
  {
    name: "webdataset",
    extensions: [".tar"],
    load: async () => (await import("./readers/webdataset.ts")).webdataset,
  },
];

const COMPRESSIONS: Record<string, DataFile["compression"]> = {
  ".gz": "gzip",
  ".zst": "zstd",
  ".zip": "zip",
};
const SUFFIXES = { none: "", gzip: ".gz", zstd: ".zst", zip: ".zip" } as const;

/**
 * Documents, code and by-products that lie beside data: without them a README would be a data file
 * whose samples cannot be counted. The plan lists them as excluded.
 */
const BESIDE_DATA =
  /^((readme|license|licence|changelog)(\.txt)?|makefile|dockerfile|mlproject|requirements\.txt|manifest|_success|_metadata|_common_metadata|_started.*|_committed.*)$|\.(md|rst|ya?ml|toml|ini|cfg|lock|dvc|py|ipynb|r|sh|rmd|qmd|sqlx?|[cm]?[jt]s|[jt]sx|java|scala|kt|go|rs|cpp|hpp|cs|rb|jl|php|pyc|pyi|css|feature|html?|pdf|log|md5|names|sha\d+|crc|sig|asc|sbt|gradle|lua|swift|dart|hs|ps1|bat|cmd|tex|bib|properties|dbc|drawio)$/i;

/** Files that libraries write beside rows to describe them. */
const ABOUT_DATA =
  /^(dataset_infos?|dataset_dict|state|schema|_?metadata|meta|manifest|features|column_types|dtypes)\.json$/i;

/** Folders in which engines keep what is not rows of their table, or rows that lie in it, too. */
const ENGINES_OWN =
  /(?:^|\/)(wandb|mlruns|lightning_logs|_delta_log|_change_data|_spark_metadata|_temporary|__MACOSX)\//;

/** Beside its descriptions, the manifests, hint and statistics of an Iceberg table, as its libraries name them. */
const ICEBERGS_OWN =
  /(?:^|\/)metadata\/(?:[^/]*\.metadata\.json|(?:snap-\d+|optimized-m)-[^/]*\.avro|[^/]+-m\d+\.avro|[^/]+\.stats|version-hint\.text)$/;

/** Which rows of other files no longer hold: deletion vectors, and Iceberg's files of deletes. */
const DELETED_ROWS =
  /(?:^|\/)(?:deletion_vector_[\da-f-]{36}\.bin|[^/]+\.puffin|\d{5}-\d+-[\da-f-]{36}-\d+-deletes\.(?:parquet|avro|orc))$/;

/** A log of Delta, or the description of an Iceberg table, and the folder of the table. */
const TABLE = /^(?:(.*)\/)?(?:(_delta_log\/)\d+\.json|metadata\/[^/]*\.metadata\.json)$/s;

/** A plan within a source, where --out lies in one: it must not count as data of the next. */
const OWN_PLAN =
  /(^|\/)(latest|\d{8}_\d{6}Z(-\d+)?)\/(retrain_plan\.(md|html|json)|approvals\.json|SHA256SUMS)$/;

/** The reader of a file, or undefined where its format is not known. */
export async function loadReader(extension: string): Promise<Reader | undefined> {
  return findFormat(extension)?.load();
}

/** The name of a file's format, or null if no reader knows it. */
export function formatName(extension: string): FormatName | null {
  return findFormat(extension)?.name ?? null;
}

/** The reader of large files in parts, or undefined if the format has none. */
export async function loadPartReader(extension: string): Promise<PartReader | undefined> {
  return findFormat(extension)?.loadParts?.();
}

/** The usual extension of a format. */
export function extensionOfFormat(name: FormatName | "tsv" | "ssv"): string {
  return name === "webdataset" ? ".tar" : `.${name}`;
}

function findFormat(extension: string): DataFormat | undefined {
  return FORMATS.find((format) => format.extensions.includes(extension));
}

export type FileType = Pick<DataFile, "extension" | "compression" | "member">;

/** Splits `events.csv.gz` into its extension and its compression. */
export function fileType(name: string): FileType {
  const last = lastExtension(name);
  const compression = COMPRESSIONS[last];
  if (compression === undefined) return theType(last, "none");
  return theType(lastExtension(name.slice(0, -last.length)), compression);
}

/** Files of a type share it. */
function theType(extension: string, compression: FileType["compression"]): FileType {
  const name = `${extension}${SUFFIXES[compression]}`;
  let type = types.get(name);
  if (type === undefined) {
    type = { extension, compression };
    types.set(name, type);
  }
  return type;
}

const types = new Map<string, FileType>();

/** A file's type as the plan names it: `.csv`, `.csv.gz`, or `(none)`. */
export function typeName({ path, extension, compression }: DataFile): string {
  // A workbook or database without a table to read has its type by its name alone.
  const own =
    extension === "" && compression === "none" ? lastExtension(baseName(path)) : extension;
  return `${own}${SUFFIXES[compression]}` || "(none)";
}

/** Sorts type names: known formats in the order above, the others after them by name. */
export function byType(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(type: string): number {
  const known = FORMATS.flatMap((format) => format.extensions);
  const at = known.indexOf(fileType(`x${type}`).extension);
  return at === -1 ? known.length : at;
}

/** The kind under which a file that is not data is named, or undefined where it is data. */
export function besideData(path: string): string | undefined {
  if (OWN_PLAN.test(path)) return "plans of this program";
  const folder = ENGINES_OWN.exec(path)?.[1];
  if (folder !== undefined) return `${folder}/`;
  if (ICEBERGS_OWN.test(path)) return "metadata/";
  if (DELETED_ROWS.test(path)) return "deleted rows of a table";
  const name = baseName(path);
  if (ABOUT_DATA.test(name)) return "descriptions of data";
  return BESIDE_DATA.test(name) ? lastExtension(name) || name : findJunk(name);
}

export type LakeFormat = "Delta" | "Iceberg";

/** The table format whose book a file is, and the folder of the table; null for any other file. */
export function findLakeTable(path: string): { format: LakeFormat; folder: string } | null {
  const found = path.endsWith(".json") ? TABLE.exec(path) : null;
  return found && { format: found[2] ? "Delta" : "Iceberg", folder: found[1] ?? "" };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function lastExtension(name: string): string {
  const at = name.lastIndexOf(".");
  return at <= 0 ? "" : name.slice(at).toLowerCase();
}
