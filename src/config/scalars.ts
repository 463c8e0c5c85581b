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
 * Says of each pattern that cannot be used why, or else of all together; entries that are no texts are passed over.
 * Patterns are checked as they will be used: without the passwords of addresses, in whose place stand the wildcards
 * `***`.
 */
export function checkAll(faultOf: (patterns: readonly string[]) => string | null) {
  return (own: readonly unknown[], context: z.RefinementCtx): void => {
    const patterns = own.map((each) => (typeof each === "string" ? withoutPasswords(each) : null));
    const faults = patterns.map((each) => (each === null ? null : faultOf([each])));
    faults.forEach((message, index) => {
      if (message !== null) context.addIssue({ code: "custom", message, path: [index] });
    });
    const isSound = faults.every((fault) => fault === null);
    const message = isSound ? faultOf(patterns.filter((each) => each !== null)) : null;
    if (message !== null) context.addIssue({ code: "custom", message });
  };
}
export const count = z.int().min(1);
export const amount = z.number().positive();
export const price = z.number().min(0);
export const day = z.iso.date().describe("A date: 2025-08-31.");
