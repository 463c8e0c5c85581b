import { z } from "zod";
import { FORMAT_NAMES } from "../formats.ts";
import { eventTime, inventorySchema, source, whole } from "../schema.ts";

export const column = z.object({
  name: z.string(),
  type: z
    .string()
    .nullable()
    .describe("As the format names it; null where the format has no types."),
});
const dataSetSchema = z.object({
  data_sets: z
    .array(z.string())
    .describe(
      "Files whose paths differ in these marks alone: # for digits, * for a partition value.",
    ),
  files: whole.describe("Files with samples and columns, those that differ among them."),
  columns: z.array(column).describe("Those of most of these files, in the order of one of them."),
  differing: z
    .array(
      z.object({
        path: z.string(),
        added: z.array(column),
        gone: z.array(column),
        changed: z.array(
          z.object({ name: z.string(), from: column.shape.type, to: column.shape.type }),
        ),
      }),
    )
    .describe("Files with other columns; a different order is not a difference."),
});
const assumption = z.string().optional();
const reading = z.object({
  format: z.string(),
  encoding: assumption.describe("Where it is not UTF-8."),
  delimiter: assumption,
  quote: assumption.describe("The character that quotes fields, or none."),
  escape: assumption,
  comment: assumption,
  header: z.union([z.boolean(), z.int().min(2)]).optional(),
  skip_rows: whole.optional(),
  records: assumption,
  orient: assumption,
  time_format: assumption,
  table: assumption.describe("Of several in one file: of an archive, the file in it."),
});
const listedFile = z.object({
  path: z.string(),
  format: z
    .enum(FORMAT_NAMES)
    .nullable()
    .describe("csv for any delimited text; null where no reader knows the file."),
  bytes: whole,
  samples: whole.nullable().describe("null where they could not be counted."),
  event_time: eventTime.nullable().describe("null where it is not known."),
  problem: z.string().nullable().describe("Why its samples could not be counted."),
  doubtful: whole.describe("Of its samples, those that may be none."),
  reading: reading
    .nullable()
    .describe(
      "How it was read, by the keys of a source that state it; null where it was not counted.",
    ),
  stated: z.array(z.string()).describe("Those of these keys that its source states."),
});

/** What `retrain-plan scan --format json` prints. */
export const scanSchema = inventorySchema
  .extend({
    sources: z.array(
      source.extend({ schemas: z.array(dataSetSchema).describe("One for each set of columns.") }),
    ),
    weeks: z
      .array(
        z.object({
          week: z.string().describe("ISO 8601: 2025-W31."),
          from: z.iso.date().describe("Its Monday."),
          to: z.iso.date().describe("Its Sunday."),
          samples: whole,
        }),
      )
      .optional()
      .describe("With --by week: the days by ISO weeks; weeks without samples are not listed."),
    since: z
      .object({
        day: z.iso.date(),
        samples: whole.describe("Samples known to have happened on this day or later."),
        unknown: whole.describe("Samples that may have happened earlier or later: kept."),
        left_out: z
          .object({ samples: whole, files: whole })
          .describe("Known to have happened earlier; files of which every sample did."),
      })
      .optional()
      .describe(
        "With --since: everything here leaves out what is known to have happened before the day. " +
          "Files that could not be counted stay. Where a file also holds earlier samples, its bytes " +
          "are those of the whole file, and its earliest event time is the beginning of a day.",
      ),
    file_list: z
      .array(listedFile)
      .optional()
      .describe("With --files: each of the files that `files` counts."),
  })
  .meta({ title: "retrain-plan scan" });
export type Scan = z.output<typeof scanSchema>;
export type ListedFile = z.output<typeof listedFile>;
export type DataSetSchema = z.output<typeof dataSetSchema>;
