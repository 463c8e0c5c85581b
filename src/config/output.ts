import { z } from "zod";
import { FORMATS } from "./choices.ts";
import { count, text } from "./scalars.ts";

/** Which documents are written, and where. */
export const outputSchema = z.strictObject({
  directory: text.default("artifacts/retraining"),
  formats: z
    .array(z.enum(FORMATS))
    .min(1)
    .optional()
    .describe("By default md, html and json, as far as the template has them."),
  template: text.default("default").describe("Name of a built-in template, or a file."),
  keep: count
    .optional()
    .describe("How many plans stay; older ones go, but for approved ones. By default all stay."),
});
