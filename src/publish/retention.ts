import { randomUUID } from "node:crypto";
import { type Dirent, readdirSync, readlinkSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FORMATS } from "../config/choices.ts";
import { LOCK } from "./lock.ts";
import { EVIDENCE, SUMS } from "./sums.ts";

/** The leftovers of a killed run: names that only the holder of the lock has, while it works. */
export const LEFTOVER = [".writing-", ".latest-", ".removing-", `${LOCK}-`] as const;

/** Removes what runs that were killed have left. Only for the holder of the lock. */
export function sweep(directory: string): void {
  for (const name of readdirSync(directory)) {
    if (LEFTOVER.some((prefix) => name.startsWith(prefix))) {
      rmSync(join(directory, name), { recursive: true, force: true });
    }
  }
}

/**
 * Removes all plans but the newest. A plan is a directory named like one that holds the documents of a plan
 * with their SHA-256 and nothing else: where an approval, or anybody's note, lies beside them, it stays. So does the one
 * that `latest` leads to.
 *
 * @param keep how many stay, those not counted that stay for other reasons
 * @returns the names of those that went, oldest first
 */
export function removeOld(directory: string, keep: number): string[] {
  const latest = readTarget(join(directory, "latest"));
  const plans = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && PLAN.test(entry.name))
    .map(({ name }) => name)
    .sort(byAge);
  const old = plans
    .slice(0, Math.max(0, plans.length - keep))
    .filter((name) => name !== latest && holdsDocumentsOnly(join(directory, name)));
  for (const name of old) {
    // Out of sight in one step: no reader sees half a plan.
    const aside = join(directory, `.removing-${randomUUID()}`);
    renameSync(join(directory, name), aside);
    rmSync(aside, { recursive: true });
  }
  return old;
}

const PLAN = /^(\d{8}_\d{6}Z)(?:-(\d+))?$/;
const DOCUMENTS: ReadonlySet<string> = new Set([
  ...FORMATS.map((format) => `retrain_plan.${format}`),
  SUMS,
]);

function byAge(a: string, b: string): number {
  const [, stampA = "", countA = "1"] = PLAN.exec(a) ?? [];
  const [, stampB = "", countB = "1"] = PLAN.exec(b) ?? [];
  return stampA === stampB ? Number(countA) - Number(countB) : stampA < stampB ? -1 : 1;
}

function holdsDocumentsOnly(directory: string): boolean {
  const entries = readdirSync(directory, { withFileTypes: true });
  const isOurs = (entry: Dirent) =>
    entry.isDirectory()
      ? entry.name === EVIDENCE && holdsAnswersOnly(join(directory, EVIDENCE))
      : entry.isFile() && DOCUMENTS.has(entry.name);
  return entries.length > 0 && entries.every(isOurs);
}

/** What servers said, by the names that a plan gives it. */
function holdsAnswersOnly(directory: string): boolean {
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries.every((entry) => entry.isFile() && /^mlflow(?:-\d+)?\.json$/.test(entry.name));
}

function readTarget(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}
