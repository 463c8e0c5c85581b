import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorMessage, UserError } from "../errors.ts";
import { EVIDENCE, readSums, SUMS, type Sum, sha256Hex } from "../publish/sums.ts";
import { readNamed } from "../trust/named-text.ts";
import { parseUniqueJson } from "../trust/unique-json.ts";
import {
  type Approval,
  type ApprovedPlan,
  approvalsSchema,
  approvedPlanSchema,
  PLAN_JSON,
} from "./schema.ts";

export const APPROVALS = "approvals.json";

/** A plan as it lies on disk, whether or not it is as it was written. */
export interface WrittenPlan {
  /** Absolute, without links. */
  readonly directory: string;
  readonly plan: ApprovedPlan;
  /** Its documents as they were written. */
  readonly sums: readonly Sum[];
  readonly approvals: readonly Approval[];
}

/**
 * Reads a plan and what was decided about it.
 *
 * @param path a plan's directory, or the JSON in it; absolute
 * @param name how the user named it
 * @throws UserError if it does not exist, or cannot be read
 */
export function readWrittenPlan(path: string, name: string): WrittenPlan {
  const directory = planDirectory(path, name);
  return {
    directory,
    plan: planIn(directory, name),
    sums: sumsIn(directory, name),
    approvals: approvalsIn(directory, name),
  };
}

/** Beyond any document of a plan, or all decisions about it. */
const MOST_BYTES = 32 << 20;
/** Beyond what a plan keeps of a server. */
const MOST_KEPT_BYTES = 512 << 20;

/** How a document differs from its sum; null where it does not. */
export function describeChange(directory: string, { name, sha256 }: Sum): string | null {
  try {
    const most = name.startsWith(`${EVIDENCE}/`) ? MOST_KEPT_BYTES : MOST_BYTES;
    const found = sha256Hex(readNamed(name, { cwd: directory }, "text", most));
    return found === sha256 ? null : `SHA-256 ${found}`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? "does not exist" : errorMessage(error);
  }
}

/** Files beside a plan that look like documents of it, and were not written with it. */
export function unlistedDocuments({
  directory,
  sums,
}: Pick<WrittenPlan, "directory" | "sums">): string[] {
  const listed = new Set(sums.map(({ name }) => name));
  const isFolder = lstatSync(join(directory, EVIDENCE), { throwIfNoEntry: false })?.isDirectory();
  const kept = isFolder ? readdirSync(join(directory, EVIDENCE)) : [];
  return [
    ...readdirSync(directory).filter((name) => /^retrain_plan\./i.test(name)),
    ...kept.map((name) => `${EVIDENCE}/${name}`),
  ]
    .filter((name) => !listed.has(name))
    .sort();
}

function planDirectory(path: string, name: string): string {
  try {
    const isJson = basename(path) === PLAN_JSON && statSync(path).isFile();
    const directory = realpathSync(isJson ? dirname(path) : path);
    if (statSync(directory).isDirectory()) return directory;
  } catch {
    // Said below.
  }
  throw new UserError(`${name}: no plan`, {
    hint: `name a plan's directory, its ${PLAN_JSON}, or latest`,
  });
}

function planIn(directory: string, name: string): ApprovedPlan {
  const said = `${name}: ${PLAN_JSON}`;
  const text = read(directory, PLAN_JSON, said, "write the plan with json among its --format");
  const parsed = approvedPlanSchema.safeParse(parseJson(text, said), { jitless: true });
  if (parsed.success) return parsed.data;
  throw new UserError(`${said}: no plan of this version: ${firstIssue(parsed.error)}`, {
    hint: "generate the plan again",
  });
}

function sumsIn(directory: string, name: string): Sum[] {
  const said = `${name}: ${SUMS}`;
  const hint = "generate the plan again: without it, changes to its documents cannot be detected";
  try {
    const sums = readSums(read(directory, SUMS, said, hint));
    if (sums.some((sum) => sum.name === PLAN_JSON)) return sums;
    throw new Error(`${PLAN_JSON} is not in it`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${said}: ${errorMessage(error)}`, { hint, cause: error });
  }
}

function approvalsIn(directory: string, name: string): Approval[] {
  const said = `${name}: ${APPROVALS}`;
  const hint = "fix it, or remove it and approve again";
  // A link to nothing counts: decisions that cannot be read are no lack of decisions.
  if (lstatSync(join(directory, APPROVALS), { throwIfNoEntry: false }) === undefined) return [];
  const parsed = approvalsSchema.safeParse(
    parseJson(read(directory, APPROVALS, said, hint), said, hint),
    { jitless: true },
  );
  if (parsed.success) return parsed.data.approvals;
  throw new UserError(`${said}: ${firstIssue(parsed.error)}`, { hint });
}

export function firstIssue({
  issues,
}: {
  issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): string {
  const [issue] = issues;
  const message = issue?.message.replace(/^Invalid input: /, "");
  const words = message?.replace("received undefined", "found nothing");
  return `${issue?.path.map(String).join(".") || "the whole file"}: ${words}`;
}

function read(directory: string, file: string, said: string, hint: string): string {
  try {
    return readNamed(file, { cwd: directory }, "text", MOST_BYTES).toString("utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "does not exist" : `cannot be read: ${errorMessage(error)}`;
    throw new UserError(`${said} ${why}`, { hint, cause: error });
  }
}

function parseJson(text: string, said: string, hint = "generate the plan again"): unknown {
  try {
    return parseUniqueJson(text);
  } catch (error) {
    const isTwice = !(error instanceof SyntaxError);
    throw new UserError(`${said}: ${isTwice ? "" : "not valid JSON: "}${errorMessage(error)}`, {
      hint,
      cause: error,
    });
  }
}
