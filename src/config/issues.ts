import { z } from "zod";
import { type Document, placeOf } from "./document.ts";
import { movedKeys } from "./moved.ts";
import { configSchema } from "./schema.ts";

type Issue = z.core.$ZodIssue;

/**
 * A line for every thing that is wrong with a configuration.
 *
 * @example `retrain-plan.yaml:4: schedule.cadence: found "hourly", expected one of "daily", "weekly"`
 */
export function describeIssues(error: z.ZodError, document: Document): string[] {
  const moved = movedKeys(document);
  const others = error.issues.flatMap(partsOf).filter((issue) => !moved.covers(pathOf(issue)));
  const faults = [...moved.lines, ...others];
  const lines = faults
    .slice(0, MOST_LINES)
    .map((fault) => (typeof fault === "string" ? fault : describe(fault, document)));
  const left = faults.length - MOST_LINES;
  return left > 0 ? [...lines, `${document.file}: and ${left} more faults like these`] : lines;
}

/** Of an unknown key its own, not that of its section. */
function pathOf(issue: Issue): readonly PropertyKey[] {
  return issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys] : issue.path;
}

/** More are not read by anybody, and each takes time to word. */
const MOST_LINES = 50;

/** One for each unknown key; of a value that may be of several kinds, what is wrong by the kind it is of. */
function partsOf(issue: Issue): Issue[] {
  if (issue.code === "invalid_union" && isUnworded(issue)) {
    const meant = issue.errors.find(([first]) => first !== undefined && !isOtherKind(first)) ?? [];
    const parts = meant.map((part) => ({ ...part, path: [...issue.path, ...part.path] }) as Issue);
    return parts.length > 0 ? parts.flatMap(partsOf) : [issue];
  }
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({ ...issue, keys: [key] }));
}

/** Whether the schema says nothing of its own about it. */
function isUnworded(issue: Issue): boolean {
  return issue.message === "Invalid input" && !("options" in issue);
}

function isOtherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

function describe(issue: Issue, document: Document): string {
  if (issue.code === "unrecognized_keys") {
    const path = pathOf(issue);
    const known = knownKeys(issue.path, document.value).join(", ");
    return `${placeOf(document, path)}: unknown key, expected one of ${known}`;
  }
  return `${placeOf(document, issue.path)}: found ${shown(issue.path, document)}, expected ${expected(issue)}`;
}

function shown(path: readonly PropertyKey[], document: Document): string {
  let value: unknown = document.value;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  if (value === undefined) return "nothing";
  const text = jsonOf(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function jsonOf(value: unknown): string {
  // JSON has no infinity, and would call it null.
  if (typeof value === "number") return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    // An alias within what it stands for.
    return "a value that holds itself";
  }
}

const TYPES: Record<string, string> = {
  object: "a mapping of keys",
  array: "a list",
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
};

function expected(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return TYPES[issue.expected] ?? issue.expected;
    case "invalid_value":
      return `${issue.values.length > 1 ? "one of " : ""}${issue.values.map((v) => JSON.stringify(v)).join(", ")}`;
    case "too_small":
      return issue.origin === "string"
        ? "text that is not empty"
        : issue.origin === "array"
          ? `at least ${issue.minimum} item`
          : `a number ${issue.inclusive ? "of at least" : "above"} ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string"
        ? `at most ${issue.maximum} character`
        : `a number of at most ${issue.maximum}`;
    case "invalid_format":
      return issue.format === "date" ? "a date such as 2025-08-31" : issue.message;
    case "invalid_union":
      return "options" in issue
        ? `one of ${(issue.options ?? []).map((o) => JSON.stringify(o)).join(", ")}`
        : isUnworded(issue)
          ? issue.errors.flatMap(([first]) => (first ? [expected(first)] : [])).join(", or ")
          : issue.message;
    default:
      return issue.message;
  }
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  oneOf?: JsonSchema[];
  const?: unknown;
}

/** The keys that the schema knows at a path of the configuration. */
function knownKeys(path: readonly PropertyKey[], root: unknown): string[] {
  let schema = z.toJSONSchema(configSchema, { io: "input" }) as JsonSchema | undefined;
  let value = root as Record<PropertyKey, unknown> | undefined;
  for (const key of path) {
    schema = typeof key === "number" ? schema?.items : schema?.properties?.[String(key)];
    value = value?.[key] as typeof value;
    const kind = value?.kind;
    schema = schema?.oneOf?.find((option) => option.properties?.kind?.const === kind) ?? schema;
  }
  return Object.keys(schema?.properties ?? {});
}
