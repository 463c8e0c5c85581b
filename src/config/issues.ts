import type { z } from "zod";
import { similarTo } from "../text/similar.ts";
import { type Document, describePlace } from "./document.ts";
import { knownKeys, sectionsWith } from "./known-keys.ts";
import { daysMeant, numberMeant } from "./likely-value.ts";
import { movedKeys } from "./moved.ts";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/**
 * A line for every value that is wrong in a configuration: the first fault of each.
 *
 * @example `retrain-plan.yaml:4: schedule.cadence: found "hourly", expected one of "daily", "weekly"`
 */
export function describeIssues(error: z.ZodError, document: Document): string[] {
  const moved = movedKeys(document);
  const issues = error.issues
    .flatMap(issueParts)
    .filter((issue) => !moved.covers(issuePath(issue)));
  const emptied = new Set(issues.flatMap((issue) => emptiedSection(issue, document) ?? []));
  const said = new Set<string>();
  const others = issues.filter((issue) => {
    const place = issuePath(issue).map(String).join("\u0000");
    const isFollowUp = said.has(place) || (issue.code === "invalid_type" && emptied.has(place));
    said.add(place);
    return !isFollowUp;
  });
  const faults = [...moved.lines, ...others];
  const lines = faults
    .slice(0, MOST_LINES)
    .map((fault) => (typeof fault === "string" ? fault : describe(fault, document)));
  const left = faults.length - MOST_LINES;
  return left > 0 ? [...lines, `${document.file}: and ${left} more faults like these`] : lines;
}

/** Of an unknown key its own, not that of its section. */
function issuePath(issue: Issue): Path {
  return issue.code === "unrecognized_keys" ? [...issue.path, ...issue.keys] : issue.path;
}

/** More are not read by anybody, and each takes time to word. */
const MOST_LINES = 50;

/** One for each unknown key; of a value that may be of several kinds, what is wrong by the kind it is of. */
function issueParts(issue: Issue): Issue[] {
  if (issue.code === "invalid_union" && isUnworded(issue)) {
    const meant = issue.errors.find(([first]) => first !== undefined && !isOtherKind(first)) ?? [];
    const parts = meant.map((part) => ({ ...part, path: [...issue.path, ...part.path] }) as Issue);
    return parts.length > 0 ? parts.flatMap(issueParts) : [issue];
  }
  if (issue.code !== "unrecognized_keys") return [issue];
  return issue.keys.map((key) => ({ ...issue, keys: [key] }));
}

/** Whether the schema says nothing of its own about it. */
function isUnworded(issue: Issue): boolean {
  return issue.message.startsWith("Invalid input") && !("options" in issue);
}

function isOtherKind({ code, path }: Issue): boolean {
  return path.length === 0 && (code === "invalid_type" || code === "invalid_value");
}

/**
 * The section that stands empty because its key was not indented: `schedule:`, and `cadence:` below it at the
 * margin.
 */
function emptiedSection(issue: Issue, document: Document): string | undefined {
  const [key, second] = issuePath(issue);
  if (issue.code !== "unrecognized_keys" || second !== undefined) return undefined;
  const root = document.value as Record<string, unknown>;
  return sectionsWith(String(key)).find((section) => root[section] === null);
}

function describe(issue: Issue, document: Document): string {
  const path = issuePath(issue);
  const place = describePlace(document, path);
  if (issue.code === "unrecognized_keys")
    return `${place}: unknown key, ${meantBy(issue, document)}`;
  const wanted = isBesideNames(issue)
    ? `the name of a metric: ${String(path[1])} belongs below one, such as \`auc: {${String(path[1])}: ${shown(path, document)}}\``
    : expected(issue, path, document);
  return `${place}: found ${shown(path, document)}, expected ${wanted}`;
}

/** The section or the key that was most likely meant, else the keys that are known there. */
function meantBy(issue: Issue, document: Document): string {
  const path = issuePath(issue);
  const key = String(path.at(-1));
  const sections = isMetricRule(valueAt(path, document)) ? ["metrics"] : sectionsWith(key);
  const [section, second] = sections;
  if (section !== undefined && second === undefined) return belongs(section, path.length === 1);
  const known = knownKeys(issue.path, document.value);
  const meant = similarTo(key, known);
  if (meant !== undefined) return `perhaps ${meant}`;
  return sections.length > 0 && sections.length <= MOST_SECTIONS
    ? `which belongs under ${sections.map(sectionWords).join(" or ")}`
    : `expected one of ${known.join(", ")}`;
}

/** A key of more sections than that tells nothing of what was meant. */
const MOST_SECTIONS = 3;

function belongs(section: string, isAtMargin: boolean): string {
  if (section === "") return "which belongs at the top: write it without indentation";
  const indent = isAtMargin && /^\w+$/.test(section) ? `: indent it below \`${section}:\`` : "";
  return `which belongs under ${sectionWords(section)}${indent}`;
}

function sectionWords(section: string): string {
  return section === "" ? "no section" : section.replace(/^(.*)\[\]$/, "an item of $1");
}

/** Whether it says what only a metric can have: `{ floor: 0.8 }`. */
function isMetricRule(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  const known = knownKeys(["metrics", "<name>"], {});
  return keys.length > 0 && keys.every((key) => known.includes(key));
}

/** Whether a key of one metric stands where the names of metrics do: `metrics: { floor: 0.8 }`. */
function isBesideNames({ code, path }: Issue): boolean {
  const [section, key] = path;
  const isHigher = code === "invalid_type" && section === "metrics" && path.length === 2;
  return isHigher && knownKeys(["metrics", "<name>"], {}).includes(String(key));
}

function valueAt(path: Path, document: Document): unknown {
  let value: unknown = document.value;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return value;
}

function shown(path: Path, document: Document): string {
  const value = valueAt(path, document);
  if (value === undefined) return "nothing";
  const text = describeJson(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function describeJson(value: unknown): string {
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
  record: "a mapping of keys",
  array: "a list",
  string: "text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
};

function expected(issue: Issue, path: Path, document: Document): string {
  const value = valueAt(path, document);
  switch (issue.code) {
    case "invalid_type":
      return isUnworded(issue) ? typeMeant(issue.expected, path, document) : issue.message;
    case "invalid_value":
      return choiceMeant(issue.values, value);
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
      return issue.format === "date" ? dateMeant(value) : issue.message;
    case "invalid_union":
      return "options" in issue
        ? `one of ${(issue.options ?? []).map((o) => JSON.stringify(o)).join(", ")}`
        : isUnworded(issue)
          ? issue.errors
              .flatMap(([first]) => (first ? [expected(first, path, document)] : []))
              .join(", or ")
          : issue.message;
    default:
      return issue.message;
  }
}

function typeMeant(type: string, path: Path, document: Document): string {
  const value = valueAt(path, document);
  const wanted = TYPES[type] ?? type;
  if (wanted === TYPES.object) return `${wanted}${mappingMeant(path, document)}`;
  if (type === "array") return `${wanted}${listMeant(path, document)}`;
  const number = typeof value === "string" ? numberMeant(value) : undefined;
  const isNumber = type === "number" || type === "int";
  return isNumber && number !== undefined ? `${wanted}: write ${number}` : wanted;
}

function mappingMeant(path: Path, document: Document): string {
  const value = valueAt(path, document);
  if (value === undefined) return "";
  if (value === null) return ", indented below it";
  if (Array.isArray(value)) return ", without `-` or brackets";
  const known = knownKeys(path, document.value).filter((key) => key !== "$schema");
  if (known.length === 0) return "";
  return `: ${known.slice(0, 3).join(", ")}${known.length > 3 ? " …" : ""}`;
}

function listMeant(path: Path, document: Document): string {
  const value = valueAt(path, document);
  if (value === undefined || value === null) return "";
  if (!/^[\w./ -]{1,40}$/.test(String(value))) return ": write `- ` before each item";
  const [key] = knownKeys([...path, 0], document.value);
  return `: write \`[${key === undefined ? value : `{${key}: ${value}}`}]\``;
}

function choiceMeant(choices: readonly unknown[], value: unknown): string {
  const quoted = choices.map((choice) => JSON.stringify(choice)).join(", ");
  const meant = typeof value === "string" ? similarTo(value, choices.map(String)) : undefined;
  const hint = meant === undefined || choices.length === 1 ? "" : `, perhaps "${meant}"`;
  return `${choices.length > 1 ? "one of " : ""}${quoted}${hint}`;
}

function dateMeant(value: unknown): string {
  const text = String(value);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return "a day that exists";
  return `a date${daysMeant(text).length > 0 ? `: write ${daysMeant(text).join(" or ")}` : " such as 2025-08-31"}`;
}
