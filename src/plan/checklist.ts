import { CHECKLIST } from "../config/defaults.ts";
import type { Config, Evidence } from "../config/schema.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { Inventory } from "../inventory/schema.ts";
import { count } from "../text/quantity.ts";
import { formatDay, type Instant, MICROS_PER_DAY, type Zone } from "../time/instant.ts";
import type { TimeSource } from "../validation/schema.ts";
import type { ChecklistItem } from "./schema.ts";

/**
 * The newest file that a `file` evidence names, or null if no file matches. The source of its time is
 * null if only the modification time of a clone is known.
 */
export type NewestFile = (
  pattern: string,
) => { path: string; at: Instant; timeSource: TimeSource | null } | null;

export interface ChecklistFacts {
  readonly inventory: Inventory;
  readonly drift: DriftAssessment;
  readonly newestFile: NewestFile;
  readonly now: Instant;
  readonly zone: Zone;
}

/** The prerequisites, each ticked by evidence alone, with what was found. */
export function weighChecklist(
  configured: Config["checklist"],
  facts: ChecklistFacts,
): ChecklistItem[] {
  return (configured ?? CHECKLIST).map(({ item, evidence }) => {
    if (evidence === undefined) return { item, done: false, evidence: "no evidence configured" };
    return { item, ...weigh(evidence, facts) };
  });
}

function weigh(evidence: Evidence, facts: ChecklistFacts): Omit<ChecklistItem, "item"> {
  switch (evidence.kind) {
    case "file":
      return weighFile(evidence, facts);
    case "validation":
      return weighValidation(facts.drift);
    case "data_readable":
      return weighReadable(facts.inventory);
    case "data_quality":
      return weighDataQuality(facts.drift);
    case "attestation":
      return weighAttestation(evidence, facts);
  }
}

function weighFile(
  { path, max_age_days: maxAge }: Extract<Evidence, { kind: "file" }>,
  { newestFile, now, zone }: ChecklistFacts,
): Omit<ChecklistItem, "item"> {
  const file = newestFile(path);
  if (file === null) return { done: false, evidence: `${path} does not exist` };
  const { path: found, at, timeSource } = file;
  if (timeSource === null) {
    const evidence = `${found} exists, but when it was committed is unknown in a shallow clone; fetch its whole history`;
    return { done: maxAge === undefined, evidence };
  }
  const written = `${found} ${VERBS[timeSource]} ${formatDay(zone.dayOf(at))}`;
  // A file that was written later was not known then, as with validations.
  if (at > now) return { done: false, evidence: `${written}, after this plan` };
  if (maxAge === undefined) return { done: true, evidence: written };
  const done = now - at <= maxAge * MICROS_PER_DAY;
  return { done, evidence: `${written}; maximum age ${count(maxAge, "day")}` };
}

const VERBS: Record<TimeSource, string> = {
  run: "is dated",
  commit: "was committed on",
  name: "is named after",
  modified: "was written on",
};

function weighValidation({
  runs,
  runs_age: age,
  newest_run_read,
}: DriftAssessment): Omit<ChecklistItem, "item"> {
  const last = runs.findLast((run) => run.subject === "model");
  if (last === undefined) return { done: false, evidence: "no validation run found" };
  if (!newest_run_read) {
    return { done: false, evidence: "a validation that may be the last could not be read" };
  }
  if (age?.stale) {
    const evidence = `the last validation, ${last.path}, is ${count(age.days, "day")} old`;
    return { done: false, evidence };
  }
  return {
    done: last.passed,
    evidence: `the last validation, ${last.path} of ${last.time.slice(0, 10)}, says ${last.status}`,
  };
}

function weighReadable({ files, problems }: Inventory): Omit<ChecklistItem, "item"> {
  if (files === 0) return { done: false, evidence: "there is no data file" };
  if (problems.length > 0) {
    const evidence = `${count(problems.length, "problem")} in ${count(files, "data file")}`;
    return { done: false, evidence };
  }
  const read = files === 1 ? "the data file" : `all ${count(files, "data file")}`;
  return { done: true, evidence: `${read} could be read` };
}

/** A tool that checks the data says that it passed, and none that it failed or leaves it open. */
function weighDataQuality({ quality_reports: reports }: DriftAssessment) {
  const bad =
    reports.find(({ failed }) => failed === "yes") ??
    reports.find(({ failed }) => failed === "unknown");
  if (bad !== undefined) {
    const says =
      bad.failed === "yes"
        ? "says that it failed"
        : bad.why === "outdated"
          ? "is too old"
          : "leaves it unknown";
    return { done: false, evidence: `the check of ${bad.time.slice(0, 10)}, ${bad.path}, ${says}` };
  }
  const [passed] = reports;
  return passed === undefined
    ? { done: false, evidence: "no report of a data quality check found" }
    : { done: true, evidence: `${passed.path} of ${passed.time.slice(0, 10)} says that it passed` };
}

function weighAttestation(
  { by, on, until }: Extract<Evidence, { kind: "attestation" }>,
  { now, zone }: ChecklistFacts,
): Omit<ChecklistItem, "item"> {
  const today = formatDay(zone.dayOf(now));
  const attested = `attested by ${by} on ${on}`;
  if (on > today) return { done: false, evidence: `${attested}, which is still to come` };
  if (until === undefined) return { done: true, evidence: attested };
  return until >= today
    ? { done: true, evidence: `${attested}, until ${until}` }
    : { done: false, evidence: `${attested}, expired on ${until}` };
}
