import { z } from "zod";
import { whyNotOneQuery } from "../text/sql-text.ts";
import { isAddress, whyNotAddress } from "../text/store-address.ts";
import { isTimeFormat } from "../time/time-format.ts";
import { SOURCE_ROLES } from "./choices.ts";
import { globs, text } from "./scalars.ts";

const character = z
  .union([z.literal("none"), z.string().regex(/^[\t\x20-\x7e]$/)])
  .describe("One character, or none.");

/** The first control character, by default. */
const HIVES_DELIMITER = String.fromCharCode(1);

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

export const sourceSchema = z
  .strictObject({
    path: text
      .optional()
      .describe(
        "Directory or file, relative to the project. Or an address in an object store: Parquet files (s3://bucket/events/*.parquet, gs://…, az://…), or the root of a Delta or Iceberg table.",
      ),
    table: text
      .optional()
      .describe(
        "A table on a server (catalog.schema.table). Beside `path`, the table of a container that holds several: a member of a .zip or .npz archive, a sheet of a workbook, a table of an SQLite database.",
      ),
    sql: text
      .superRefine((sql, context) => {
        const message = whyNotOneQuery(sql);
        if (message !== null)
          context.addIssue({ code: "custom", message: `one query, not ${message}` });
      })
      .optional()
      .describe("Or a query there, each of whose rows is a sample."),
    engine: z
      .enum(["trino"])
      .optional()
      .describe("The server of `table` or `sql`, under `engines`."),
    name: text.optional().describe("How the plan calls it; by default its path or its table."),
    role: z
      .enum(SOURCE_ROLES)
      .optional()
      .describe(
        "Role of the data in the training: training, holdout, raw, lookup, prediction, reference, other; by default told by DVC, MLflow, names and content.",
      ),
    include: globs.optional().describe("Globs below the path; by default every file."),
    exclude: globs.optional().describe("Globs below the path to exclude."),
    sample: z
      .enum(["row", "file"])
      .default("row")
      .describe("The unit of a sample: a row of a table, or a whole file (images, audio, texts)."),
    time_column: z
      .string()
      .trim()
      .optional()
      .describe("Column with the event time; by default an evident one (event_time, timestamp …)."),
    time_format: text
      .refine(isTimeFormat, {
        error:
          "not a time format: a pattern such as %d/%m/%Y %H:%M, day_first, month_first, epoch_days, epoch_s, epoch_ms, epoch_us, epoch_ns or excel",
      })
      .optional()
      .describe(
        "How the event time is written, where that is not evident: a pattern of strptime (%d/%m/%Y %H:%M), day_first, month_first, epoch_days, epoch_s, epoch_ms, epoch_us, epoch_ns, excel.",
      ),
    label: text
      .optional()
      .describe(
        "Column with the label: rows without one are not training samples. The labels of images, audio and texts are their folders.",
      ),
    delimiter: z
      .string()
      .refine((text) => text === HIVES_DELIMITER || /^[\t\x20-\x7e]$/.test(text), "one character")
      .refine((text) => text !== '"', "not a quote")
      .optional()
      .describe("Field delimiter of delimited text."),
    format: z
      .enum([
        "csv",
        "tsv",
        "ssv",
        "parquet",
        "json",
        "jsonl",
        "arrow",
        "xlsx",
        "sqlite",
        "avro",
        "npy",
        "tfrecord",
        "webdataset",
      ])
      .optional()
      .describe(
        "Format of the files, whatever they are called; by default by their extension or content. ssv: columns that runs of blanks separate.",
      ),
    quote: character
      .optional()
      .describe("The character that quotes fields of delimited text, or `none`."),
    escape: character
      .optional()
      .describe("The character that escapes a quote within quotes, such as a backslash."),
    comment: character
      .optional()
      .describe("The character that begins comment lines of delimited text."),
    header: z
      .union([z.boolean(), z.int().min(0).max(20)])
      .optional()
      .describe("Whether the first row names the columns, or how many rows do."),
    skip_rows: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe("Lines above the header of delimited text."),
    encoding: text
      .refine(isEncoding, "not an encoding: utf-8, latin1, utf-16le, shift_jis …")
      .optional()
      .describe("Encoding of text, as WHATWG names it; by default UTF-8, or UTF-16 by its look."),
    records: text.optional().describe("Where the records lie in a JSON object: result.data"),
    orient: z
      .enum(["list", "columns", "index"])
      .optional()
      .describe(
        "How the members of a JSON object hold its table, in the words of pandas: columns as lists of values, columns as objects of values, or records by their key.",
      ),
  })
  .refine(({ sample, label }) => sample === "row" || label === undefined, {
    path: ["label"],
    message: "none with `sample: file`: whole files have no columns",
  })
  .superRefine(checkPlace)
  .describe("A place where training data lies.");

/** One to three names, each of which may be quoted. */
const TABLE_NAME = /^(?:"(?:[^"]|"")+"|[^\s".;]+)(?:\.(?:"(?:[^"]|"")+"|[^\s".;]+)){0,2}$/;

const PLACES = ["path", "table", "sql"] as const;
/** The keys that a table on a server can have. */
const TABLE_KEYS = [
  "table",
  "sql",
  "engine",
  "name",
  "role",
  "sample",
  "time_column",
  "time_format",
  "label",
];

/** A source is files, or else a table or a query: each has keys of its own. */
function checkPlace(source: Record<string, unknown>, context: z.RefinementCtx): void {
  const fault = (key: string, message: string) =>
    context.addIssue({ code: "custom", path: [key], message });
  const isStored = typeof source.path === "string" && isAddress(source.path);
  const isInFile = source.path !== undefined && !isStored;
  const [place, second] = PLACES.filter(
    (key) => source[key] !== undefined && !(isInFile && key === "table"),
  );
  if (!isInFile && source.table !== undefined && !TABLE_NAME.test(String(source.table))) {
    fault("table", "the name of a table: catalog.schema.table");
  }
  if (place === undefined) fault("path", "a `path`, a `table` or a `sql`");
  else if (second !== undefined)
    fault(second, `nothing: a source has \`${place}\` or \`${second}\`, not both`);
  else if (place === "path") {
    if (source.engine !== undefined) fault("engine", "nothing: files need no engine");
    if (isStored) checkAddress(source, fault);
  } else {
    if (source.engine === undefined) fault("engine", '"trino"');
    checkKeys(source, `a \`${place}\``, TABLE_KEYS, fault);
  }
}

type Fault = (key: string, message: string) => void;

function checkKeys(
  source: Record<string, unknown>,
  what: string,
  keys: readonly string[],
  fault: Fault,
): void {
  if (source.sample === "file") fault("sample", `"row" beside ${what}`);
  for (const key of Object.keys(source)) {
    if (source[key] === undefined || keys.includes(key)) continue;
    fault(key, `nothing: only files of this machine have it, not ${what}`);
  }
}

function checkAddress(source: Record<string, unknown>, fault: Fault): void {
  checkKeys(source, "an address", [...TABLE_KEYS, "path"], fault);
  const why = whyNotAddress(source.path as string);
  if (why !== null) fault("path", why);
}

type AnySource = z.output<typeof sourceSchema>;

/** Files of this machine. */
export type SourceConfig = Omit<AnySource, "path" | "sql" | "engine"> & { path: string };

/** A table or a query on a server, or an address in an object store. */
export type TableConfig = Pick<
  AnySource,
  "name" | "role" | "time_column" | "time_format" | "label"
> &
  (
    | { engine: "trino"; table: string; sql?: undefined; path?: undefined }
    | { engine: "trino"; sql: string; table?: undefined; path?: undefined }
    | { engine?: undefined; path: string; table?: undefined; sql?: undefined }
  );

/** The sources that are files, as they stand in the configuration; undefined where it has no sources at all. */
export function listFileSources(
  sources: readonly AnySource[] | undefined,
): SourceConfig[] | undefined {
  return sources?.filter((source): source is AnySource & SourceConfig => !isTable(source));
}

/** The sources that are tables, queries and addresses, in order. */
export function listTableSources(sources: readonly AnySource[] = []): TableConfig[] {
  return sources.filter(isTable) as TableConfig[];
}

function isTable({ path }: AnySource): boolean {
  return path === undefined || isAddress(path);
}
