import { z } from "zod";
import { isTimeFormat } from "../time/time-format.ts";
import { SOURCE_ROLES } from "./choices.ts";
import { globs, text } from "./scalars.ts";

const character = z
  .union([z.literal("none"), z.string().regex(/^[\t\x20-\x7e]$/)])
  .describe("One character, or none.");

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
    path: text.describe("Directory or file, relative to the project."),
    name: text.optional().describe("How the plan calls it; by default its path."),
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
      .regex(/^[\t\x20-\x7e]$/, "one character")
      .refine((text) => text !== '"', "not a quote")
      .optional()
      .describe("Field delimiter of delimited text."),
    format: z
      .enum(["csv", "tsv", "parquet", "json", "jsonl", "arrow"])
      .optional()
      .describe("Format of the files, whatever they are called; by default by their extension."),
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
  .describe("A place where training data lies.");

export type SourceConfig = z.output<typeof sourceSchema>;
