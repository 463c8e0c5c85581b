import { z } from "zod";
import { ROLE_RULES, ROLES } from "./datasets/role.ts";
import { pointerSchema } from "./pointers/pointer.ts";

const instant = z.iso.datetime({ offset: true }).describe("ISO 8601 with offset, to microseconds.");
export const whole = z.int().min(0);

export const range = z.object({ earliest: instant, latest: instant });

export const samples = z.object({
  counted: whole.describe("Samples in the files that could be counted."),
  undated: whole.describe("Of these, samples whose day is not known."),
  unlisted: whole.describe(
    "Paths that could not be looked into: what lies there has no known size.",
  ),
  uncounted_files: whole.describe(
    "Data files whose samples could not be counted; a directory that cannot be read counts as one.",
  ),
});

export const eventTime = range.extend({
  source: z.string().describe("By what: a column, a partition folder, or the file name."),
});

export const source = z.object({
  name: z.string(),
  path: z.string(),
  files: whole,
  bytes: whole,
  samples,
  modified: range.nullable(),
  event_time: eventTime.nullable(),
});

const dayCount = z.object({ day: z.iso.date(), samples: whole });

const labelled = z.object({
  labelled: whole.describe("Rows that have a label."),
  unlabelled: whole.describe("Rows that have none: no training samples."),
});

const labels = labelled.extend({
  column: z.string(),
  unread: whole.describe("Rows of which neither is known."),
  problem: z.string().nullable().describe("Why that is so, of the first such file."),
  days: z
    .array(labelled.extend({ day: z.iso.date() }))
    .describe("Rows of which both the day and the label are known."),
  spans: z.array(labelled.extend({ from: z.iso.date(), to: z.iso.date() })),
  undated: labelled.describe("Rows whose day is not known."),
});

const dataSetFacts = z.object({
  name: z.string().describe("Its file or folder, with * where the paths of its files differ."),
  source: z.string(),
  medium: z
    .enum(["image", "audio", "text", "file"])
    .nullable()
    .describe(
      "The medium of files that are a sample each (image, audio, text); null if rows are samples.",
    ),
  files: whole,
  bytes: whole,
  samples: whole.nullable().describe("null where no file could be counted."),
  uncounted_files: whole,
  doubtful: whole.describe("Of the samples, those that may not be samples."),
  undated: whole.describe("Samples whose day is not known at all."),
  columns: z.array(z.string()).nullable(),
  event_time: eventTime.nullable().describe("null where nothing dates the samples."),
  unread_time: z
    .object({ column: z.string(), value: z.string().nullable() })
    .nullable()
    .describe("A column that looks like the event time, none of whose values could be read."),
  days: z.array(dayCount).describe("Samples a day in the plan's zone, in order."),
  spans: z
    .array(z.object({ from: z.iso.date(), to: z.iso.date(), samples: whole }))
    .describe("Samples of which only a range of days is known, as of a month's folder."),
  uncounted_days: z
    .array(z.object({ from: z.iso.date(), to: z.iso.date() }))
    .nullable()
    .describe(
      "Days of the files that could not be counted, by their paths; null where one has none.",
    ),
  classes: z
    .array(z.object({ label: z.string(), samples: whole }))
    .nullable()
    .describe("Most frequent first, at most 1,000; null where no label is known."),
  class_count: whole.nullable().describe("null where `classes` is."),
  smallest_class: z
    .object({ label: z.string(), samples: whole })
    .nullable()
    .describe("Of all classes; null without classes."),
  labels: labels.nullable().describe("null where the source names no `label`."),
  copy_of: z.string().nullable().describe("The data set that holds its rows, too."),
  lake: z
    .enum(["Delta", "Iceberg"])
    .optional()
    .describe("Of a table's folder: its files also hold rows that the table has deleted."),
  counted_by: z
    .object({
      engine: z.enum(["trino", "duckdb"]),
      server: z.string().describe("Scheme and host."),
      query: z.string().describe("The query that counted its rows, or that was to count them."),
      at: instant,
    })
    .optional()
    .describe("Of a table on a server, which has no files here: who counted its rows, and when."),
});

const dataSet = dataSetFacts.extend({
  role: z.enum(ROLES),
  role_rule: z.enum(ROLE_RULES).describe("The rule that decided the role."),
  role_by: z.string().describe("The evidence."),
  here: z.boolean().describe("False for data that is tracked, but not on this machine."),
  get: z.string().nullable().describe("The command that brings it here."),
});

/** A data set before its role is known. */
export interface Table extends z.output<typeof dataSetFacts> {
  /** By which names give it a role: its first file, or its folder with a slash at the end. */
  readonly path: string;
  readonly source_role: DataSet["role"] | null;
  /** The things that its rows name; null if they name nothing. */
  readonly named_by_rows: NamedByRows | null;
  /** Which other tables hold its rows, or some of theirs. */
  readonly shares: readonly TableShare[];
}

/** The files or web pages that the rows of a table name. */
export interface NamedByRows {
  /** An image, audio file or video; or an address on the web. */
  readonly what: "file" | "web page";
  readonly column: string;
  readonly count: number;
  /** The first of them, as the rows write them. */
  readonly examples: readonly string[];
}

export interface TableShare {
  readonly with: string;
  /** Its rows are within the other's, or the other's within its, or some are in both. */
  readonly relation: "within" | "holds" | "overlaps" | "not_compared";
}

export const inventorySchema = z.object({
  files: whole,
  bytes: whole,
  samples,
  types: z
    .array(
      z.object({
        extension: z.string(),
        files: whole,
        bytes: whole,
        samples: whole.nullable().describe("null where no file of the type could be counted."),
      }),
    )
    .describe("In the order: CSV, TSV, Parquet, JSON, JSONL, Arrow, then by name."),
  modified: range
    .nullable()
    .describe(
      "When the files were written; of those that git tracks, when they were committed. null where unknown.",
    ),
  event_time: eventTime
    .nullable()
    .describe("When the samples were recorded, by the best known times; null if no time is known."),
  days: z
    .array(z.object({ day: z.iso.date(), samples: whole }))
    .describe("Samples a day in the plan's zone, in order; days without samples are not listed."),
  sources: z.array(source),
  datasets: z
    .array(dataSet)
    .describe("The tables, images, audio files and texts, with their roles."),
  problems: z
    .array(z.object({ path: z.string(), problem: z.string() }))
    .describe("Files that could not be counted, and directories that could not be read."),
  notes: z
    .array(z.object({ path: z.string(), note: z.string() }))
    .describe("Remarks about counted files: ragged rows, unreadable times."),
  differing_files: z
    .array(z.string())
    .describe("Files whose columns are not those of most files of their data set; notes say how."),
  column_changes: z
    .array(
      z.object({
        since: z
          .object({ earliest: z.iso.date(), latest: z.iso.date() })
          .nullable()
          .describe(
            "The first day of its samples, or between which days that is; null where none is known.",
          ),
        files: whole,
        path: z.string().describe("The first of these files."),
      }),
    )
    .describe(
      "Other columns than those with which a data set began, one entry for each set of them.",
    ),
  left_out: z
    .array(z.object({ kind: z.string(), files: whole }))
    .describe("Files below the sources that are not data, by extension or name."),
  looked_in: z
    .array(z.string())
    .describe("Where data was looked for: the configured paths, else places of usual names."),
  tables_elsewhere: z
    .array(z.string())
    .optional()
    .describe("Where no place of a usual name holds data: the other folders in which tables lie."),
  not_here: z
    .array(pointerSchema)
    .describe("Data that DVC, Git LFS or git-annex tracks and that is not on this machine."),
});
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const patterns = z.array(z.string()).nullable();

export const fingerprintSchema = z
  .object({
    identity: z
      .enum(["content", "metadata"])
      .describe(
        "By what a file is known: SHA-256 of its bytes, or its size and modification time.",
      ),
    sha256: sha256
      .nullable()
      .describe(
        "Over a line for every file, sources and files by path: a JSON list of path, size and either " +
          "SHA-256 or modification time in milliseconds, and a line feed. null where it is unknown.",
      ),
    problem: z.string().nullable().describe("Why it is unknown."),
    files: whole,
    bytes: whole,
    sources: z.array(
      z.object({
        path: z.string(),
        include: patterns,
        exclude: patterns,
        files: whole,
        bytes: whole,
        sha256: sha256.nullable().describe("The same over the lines of the source."),
      }),
    ),
    file_list: z
      .array(
        z.object({
          path: z.string(),
          bytes: whole,
          sha256: sha256.nullable(),
          modified_ms: z.number().nullable(),
        }),
      )
      .nullable()
      .describe("null of more than 1,000 files."),
  })
  .describe("By which data can be known again.");

/** The contents of the data directories. */
export type Inventory = z.output<typeof inventorySchema>;
export type DataSet = z.output<typeof dataSet>;

/** An inventory before the roles of its tables are known. */
export interface Counted
  extends Omit<Inventory, "datasets" | "looked_in" | "tables_elsewhere" | "not_here"> {
  readonly tables: readonly Table[];
}

export type SourceInventory = Inventory["sources"][number];
export type DataFingerprint = z.output<typeof fingerprintSchema>;
export type FingerprintSource = DataFingerprint["sources"][number];
export type FingerprintFile = NonNullable<DataFingerprint["file_list"]>[number];
