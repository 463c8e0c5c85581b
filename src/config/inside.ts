import { realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { type Document, placeOf } from "./document.ts";

/**
 * The keys that name files: of `any` the name must not lead out of the project; of `really`, neither
 * must links. A data folder on a mounted disk is usual, and a configuration cannot make links: what is
 * counted or measured may lie behind one. But a template's text goes into the document as it is, and
 * where plans are written, old ones are removed.
 */
const PLACES: readonly { keys: string; must: "any" | "really" }[] = [
  { keys: "sources.*.path", must: "any" },
  { keys: "validation.runs.*", must: "any" },
  { keys: "validation.alerts.*", must: "any" },
  { keys: "validation.sources.*.path", must: "any" },
  { keys: "requirements.history.path", must: "any" },
  { keys: "schedule.calendars.*", must: "any" },
  { keys: "checklist.*.evidence.path", must: "any" },
  { keys: "review.independent_validation.report", must: "any" },
  { keys: "output.directory", must: "really" },
  { keys: "output.template", must: "really" },
];

/**
 * Sees that the paths and patterns of a configuration file lie in the project. What the command line
 * names is its user's own word, and may lie anywhere.
 *
 * @param cwd the project's directory, absolute
 * @throws UserError with a line for every path that does not
 */
export function checkInside(document: Document, cwd: string): void {
  const faults = PLACES.flatMap(({ keys, must }) =>
    valuesAt(document.value, keys.split("."), []).flatMap(({ path, text }) => {
      const why = whyOutside(text, cwd, must);
      return why === null ? [] : [`${placeOf(document, path)}: found "${text}", ${why}`];
    }),
  );
  if (faults.length === 0) return;
  throw new UserError(faults.join("\n"), {
    hint: "say --allow-outside where that is meant",
  });
}

/** Also where nothing is configured: the usual output directory may be a link that somebody made. */
export function checkOutput(directory: string, cwd: string): void {
  const why = whyOutside(directory, cwd, "really");
  if (why === null) return;
  throw new UserError(`${directory}: plans would be written there, ${why}`, {
    hint: "name it with --out, or say --allow-outside",
  });
}

function whyOutside(text: string, cwd: string, must: "any" | "really"): string | null {
  if (isOutside(relative(cwd, resolve(cwd, text))) || climbs(text)) {
    return "which leads out of the project";
  }
  if (must === "any") return null;
  const real = realPlace(resolve(cwd, text));
  return isOutside(relative(realPlace(cwd), real)) ? "a link that leads out of the project" : null;
}

function isOutside(path: string): boolean {
  return path === ".." || /^\.\.[\\/]/.test(path) || isAbsolute(path);
}

/** Whether a pattern has `..` among its alternatives: `{data,../other}/*.json`. */
function climbs(pattern: string): boolean {
  if (!/[{(|]/.test(pattern)) return false;
  return /(?:^|[/{(,|])\.\.(?:$|[/}),|])/.test(pattern.replaceAll("\\", ""));
}

/** Where a path leads when every link is followed; of what is not there yet, where it would be. */
function realPlace(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : resolve(realPlace(parent), relative(parent, path));
  }
}

function valuesAt(
  value: unknown,
  [key, ...rest]: readonly string[],
  path: readonly PropertyKey[],
): { path: readonly PropertyKey[]; text: string }[] {
  if (key === undefined) return typeof value === "string" ? [{ path, text: value }] : [];
  if (typeof value !== "object" || value === null) return [];
  const keys = key === "*" ? Object.keys(value).map(Number) : [key];
  return keys.flatMap((k) =>
    valuesAt((value as Record<PropertyKey, unknown>)[k], rest, [...path, k]),
  );
}
