import { UserError } from "../errors.ts";
import { type Root, type Use, whyOutside } from "../trust/named-path.ts";
import { type Document, describePlace } from "./document.ts";
import { valuesAt } from "./values-at.ts";

/**
 * The keys that name files. A data folder on a mounted disk is usual, and a configuration cannot make
 * links: what is counted or measured may lie behind one. But a template's text goes into the document as it
 * is, and a calendar's names do; and where plans are written, old ones are removed.
 */
const PLACES: readonly { keys: string; use: Use }[] = [
  { keys: "sources.*.path", use: "data" },
  { keys: "validation.runs.*", use: "data" },
  { keys: "validation.alerts.*", use: "data" },
  { keys: "validation.sources.*.path", use: "data" },
  { keys: "requirements.history.path", use: "data" },
  { keys: "drift.data.importance", use: "data" },
  { keys: "schedule.calendars.*", use: "text" },
  { keys: "checklist.*.evidence.path", use: "data" },
  { keys: "review.independent_validation.report", use: "data" },
  { keys: "output.directory", use: "text" },
  { keys: "output.template", use: "text" },
];

/**
 * Checks that the paths and patterns of a configuration file lie in the project. Paths on the command line
 * are the user's own choice, and may lie anywhere.
 *
 * @param cwd the project's directory, absolute
 * @throws UserError with a line for every path that does not
 */
export function checkInside(document: Document, cwd: string): void {
  const faults = PLACES.flatMap(({ keys, use }) =>
    valuesAt(document.value, keys).flatMap(({ path, value: text }) => {
      if (typeof text !== "string") return [];
      const why = whyNot(text, { cwd }, use);
      return why === null ? [] : [`${describePlace(document, path)}: found "${text}", ${why}`];
    }),
  );
  if (faults.length === 0) return;
  throw new UserError(faults.join("\n"), {
    hint: "say --allow-outside where that is meant",
  });
}

/** Also where nothing is configured: the usual output directory may be a link that somebody made. */
export function checkOutput(directory: string, cwd: string): void {
  const why = whyOutside(directory, { cwd }, "text");
  if (why === null) return;
  throw new UserError(`${directory}: plans would be written there, ${why}`, {
    hint: "name it with --out, or say --allow-outside",
  });
}

/** Of a pattern, too, at once and by its line: what it matches is looked at later, in any case. */
function whyNot(text: string, root: Root, use: Use): string | null {
  return climbs(text) ? "which leads out of the project" : whyOutside(text, root, use);
}

/** Whether a pattern has `..` among its alternatives: `{data,../other}/*.json`. */
function climbs(pattern: string): boolean {
  if (!/[{(|]/.test(pattern)) return false;
  return /(?:^|[/{(,|])\.\.(?:$|[/}),|])/.test(pattern.replaceAll("\\", ""));
}
