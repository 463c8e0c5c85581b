import { z } from "zod";
import { globFault, textFault } from "../glob/glob.ts";
import { withoutPasswords } from "../text/redact-urls.ts";

/** The plain values of which every section is made. */
export const text = z.string().trim().min(1);

/** Patterns of paths. */
export const globs: z.ZodArray<typeof text> = z.array(text).superRefine(checkAll(globFault));

/** Patterns of names of metrics. */
export const metricGlobs: z.ZodArray<typeof text> = z.array(text).superRefine(checkAll(textFault));

/** A path, or a pattern of paths. */
export const glob: typeof text = text.superRefine((value, context) => {
  const message = globFault([withoutPasswords(value)]);
  if (message !== null) context.addIssue({ code: "custom", message });
});

/**
 * Says of each pattern that cannot be used why, or else of all together. They are checked as they will be
 * used: without the passwords of addresses, in whose place stand the wildcards `***`.
 */
function checkAll(faultOf: (patterns: readonly string[]) => string | null) {
  return (own: readonly string[], context: z.RefinementCtx<string[]>): void => {
    const patterns = own.map(withoutPasswords);
    const faults = patterns.map((each) => faultOf([each]));
    faults.forEach((message, index) => {
      if (message !== null) context.addIssue({ code: "custom", message, path: [index] });
    });
    const message = faults.some((fault) => fault !== null) ? null : faultOf(patterns);
    if (message !== null) context.addIssue({ code: "custom", message });
  };
}
export const count = z.int().min(1);
export const amount = z.number().positive();
export const price = z.number().min(0);
export const day = z.iso.date().describe("A date: 2025-08-31.");
