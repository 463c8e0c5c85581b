import { z } from "zod";

const instant = z.iso.datetime({ offset: true }).describe("ISO 8601 with offset, to microseconds.");
const whole = z.int().min(0);

export const range = z.object({ earliest: instant, latest: instant });

const samples = z.object({
  counted: whole.describe("Samples in the files that could be counted."),
  undated: whole.describe("Of these, samples whose day is not known."),
  unlisted: whole.describe(
    "Paths that could not be looked into: what lies there has no known size.",
  ),
  uncounted_files: whole.describe(
    "Data files whose samples could not be counted; a directory that cannot be read counts as one.",
  ),
});

const eventTime = range.extend({
  source: z
    .string()
    .describe("By what: a column, a partition folder, the file name, or its modified time."),
});

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
  modified: range.nullable().describe("When the files were written."),
  event_time: eventTime
    .nullable()
    .describe("When the samples happened, by what is known best; null where there are none."),
  days: z
    .array(z.object({ day: z.iso.date(), samples: whole }))
    .describe("Samples a day in the plan's zone, in order; days without samples are left out."),
  sources: z.array(
    z.object({
      name: z.string(),
      path: z.string(),
      files: whole,
      bytes: whole,
      samples,
      modified: range.nullable(),
      event_time: eventTime.nullable(),
    }),
  ),
  problems: z
    .array(z.object({ path: z.string(), problem: z.string() }))
    .describe("Files that could not be counted, and directories that could not be read."),
  notes: z
    .array(z.object({ path: z.string(), note: z.string() }))
    .describe("What was counted but is worth knowing: ragged rows, unreadable times."),
  left_out: z
    .array(z.object({ kind: z.string(), files: whole }))
    .describe("Files below the sources that are not data, by extension or name."),
});

/** What lies in the data directories. */
export type Inventory = z.output<typeof inventorySchema>;
export type SourceInventory = Inventory["sources"][number];
