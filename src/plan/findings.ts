import type { DriftAssessment } from "../drift/schema.ts";
import { MODIFIED_TIME } from "../inventory/file-time.ts";
import type { Inventory } from "../inventory/schema.ts";
import { bytes, count, sampleCount, thousands } from "../quantity.ts";
import type { Sufficiency, Supply } from "../schedule/schema.ts";

export const SEVERITIES = ["error", "warning", "notice"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Every kind of finding, with the facts that it rests on. */
export interface FindingFacts {
  "insufficient-data": Sufficiency & Pick<Supply, "usual_daily_samples" | "minimum_reached_on">;
  "sufficiency-unknown": Sufficiency;
  "sufficient-data": Sufficiency;
  "days-empty": { days: number; first: string; last: string };
  "validations-failing": { passed: number; judged: number; since: string };
  "validation-failed": { passed: number; judged: number; failed_at: string };
  "validations-passing": { passed: number; judged: number; last: string };
  "validations-unread": { runs: number };
  "validations-too-few": { runs: number; failed: number; needed: number };
  "alerts-many": { alerts: number; days: number; limit: number; urgent: boolean };
  "files-uncounted": { files: number; first: string; problem: string };
  "validations-left-out": { files: number; first: string; problem: string };
  "data-in-future": { latest: string; generated_at: string };
  "event-time-unknown": { sources: string };
}

export type FindingCode = keyof FindingFacts;

/** A typed fact about the plan's inputs, in words. */
export interface Finding<C extends FindingCode = FindingCode> {
  code: C;
  severity: Severity;
  message: string;
  /** What the plan recommends because of it, if anything. */
  recommendations: string[];
  /** The risk it carries, if any. */
  risk: string | null;
  /** Files on which it rests. */
  evidence: string[];
  facts: FindingFacts[C];
}

interface Wording<Facts> {
  severity: Severity;
  message(facts: Facts): string;
  recommend?(facts: Facts): string[];
  risk?: string;
}

/** The one place where findings are worded: a new kind does not compile until it is. */
const WORDINGS: { [C in FindingCode]: Wording<FindingFacts[C]> } = {
  "insufficient-data": {
    severity: "error",
    message: (s) => `Insufficient data: ${shortfall(s)}`,
    recommend: (s) => [
      s.estimate
        ? `Make the ${count(s.uncounted_files, "uncounted file")} readable, or collect more data: ${shortfall(s)}`
        : `Collect ${sampleCount(s.need_samples - s.have_samples)} more before retraining${prospect(s)}`,
    ],
    risk: "Insufficient training data may lead to overfitting",
  },
  "sufficiency-unknown": {
    severity: "warning",
    message: (s) =>
      `Sufficiency unknown: ${have(s)} counted of ${sampleCount(s.need_samples)} required, ` +
      `${count(s.uncounted_files, "file")} not counted; their size alone (${bytes(s.have_bytes)} in all) does not prove enough`,
    recommend: (s) => [
      `Make the ${count(s.uncounted_files, "uncounted file")} readable: until then nobody knows whether the data suffices`,
    ],
    risk: "The data may not suffice: part of it could not be counted",
  },
  "sufficient-data": {
    severity: "notice",
    message: (s) => `Sufficient data: ${have(s)} ≥ ${sampleCount(s.need_samples)} required`,
  },
  "days-empty": {
    severity: "warning",
    message: (f) =>
      f.days === 1
        ? `The data window has a day without samples: ${f.first}`
        : `The data window has ${count(f.days, "day")} without samples, from ${f.first} to ${f.last}`,
    recommend: (f) => [
      `Find out why ${f.days === 1 ? "a day has" : `${count(f.days, "day")} have`} no samples, first ${f.first}`,
    ],
  },
  "validations-failing": {
    severity: "error",
    message: (f) =>
      `Performance is degrading: ${f.passed} of the last ${f.judged} validations passed`,
    recommend: (f) => [
      `Performance degradation detected: only ${f.passed} of the last ${f.judged} validations passed`,
      "Retrain immediately",
    ],
    risk: "Continued performance degradation without immediate retraining",
  },
  "validation-failed": {
    severity: "warning",
    message: (f) =>
      `Validation is unstable: ${f.passed} of the last ${f.judged} validations passed`,
    recommend: (f) => [
      `Investigate the validation that failed on ${f.failed_at.slice(0, 10)}, then retrain`,
    ],
    risk: "The failed validation may be the beginning of a decline",
  },
  "validations-passing": {
    severity: "notice",
    message: (f) => `Validation is stable: the last ${f.judged} validations passed`,
  },
  "validations-unread": {
    severity: "warning",
    message: () =>
      "Validation trend unknown: a run that may be newer than those judged could not be read",
    recommend: () => ["Mend the validation files that could not be read: one may be the newest"],
  },
  "validations-too-few": {
    severity: "warning",
    message: (f) =>
      `Validation trend unknown: ${count(f.runs, "validation")}${f.failed > 0 ? ` (${f.failed} failed)` : ""}, ${f.needed} needed`,
    recommend: () => [
      "Validate the model in production regularly, so that its trend can be judged",
    ],
  },
  "alerts-many": {
    severity: "error",
    message: (f) =>
      `${count(f.alerts, "alert")} in the last ${count(f.days, "day")}, more than ${f.limit}`,
    recommend: (f) => [
      `Performance degradation detected: ${count(f.alerts, "alert")} in the last ${count(f.days, "day")}${f.urgent ? "" : "; retrain soon"}`,
    ],
    risk: "Continued performance degradation until the next retraining",
  },
  "files-uncounted": {
    severity: "warning",
    message: (f) => `${count(f.files, "problem")} in the data, first ${f.first}: ${f.problem}`,
    recommend: (f) => [`Mend or exclude what could not be counted, first ${f.first}`],
    risk: "Part of the training data cannot be read",
  },
  "validations-left-out": {
    severity: "warning",
    message: (f) =>
      `${count(f.files, "validation or alert file")} left out, first ${f.first}: ${f.problem}`,
    recommend: (f) => [`Mend the validation or alert files that were left out, first ${f.first}`],
  },
  "data-in-future": {
    severity: "warning",
    message: (f) => `Data is dated after this plan: ${f.latest}; check clocks and time zones`,
    recommend: () => ["Check clocks and time zones: data is dated after this plan"],
  },
  "event-time-unknown": {
    severity: "notice",
    message: (f) =>
      `When the samples happened is unknown for ${f.sources}; name \`time_column\` in the configuration`,
  },
};

/** What the stages' results say, the most severe first, otherwise in the order of the stages. */
export function findingsOf(
  inventory: Inventory,
  sufficiency: Sufficiency,
  supply: Supply | null,
  drift: DriftAssessment,
  generatedAt: string,
): Finding[] {
  const found: Finding[] = [];
  const add = <C extends FindingCode>(code: C, facts: FindingFacts[C], evidence: string[] = []) => {
    found.push(finding(code, facts, evidence) as Finding);
  };

  addSufficiency();
  addValidation();
  const { recent, days, limit } = drift.alerts;
  if (recent.length > limit) {
    // Where retraining is urgent already, "soon" would take it back.
    const urgent = drift.recommendation === "retrain_immediately";
    add("alerts-many", { alerts: recent.length, days, limit, urgent }, paths(recent));
  }
  addProblems("files-uncounted", inventory.problems);
  addProblems("validations-left-out", drift.problems);
  const latest = latestOf(inventory);
  if (latest !== null && Date.parse(latest) > Date.parse(generatedAt)) {
    add("data-in-future", { latest, generated_at: generatedAt });
  }
  const timeless = inventory.sources.filter(
    ({ event_time, files }) => files > 0 && (event_time?.source ?? MODIFIED_TIME) === MODIFIED_TIME,
  );
  if (timeless.length > 0) {
    add("event-time-unknown", { sources: timeless.map((source) => source.name).join(", ") });
  }
  return found.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));

  function addSufficiency() {
    switch (sufficiency.status) {
      case "sufficient":
        add("sufficient-data", sufficiency);
        break;
      case "insufficient": {
        const { usual_daily_samples = null, minimum_reached_on = null } = supply ?? {};
        add("insufficient-data", { ...sufficiency, usual_daily_samples, minimum_reached_on });
        break;
      }
      case "unknown":
        add("sufficiency-unknown", sufficiency);
    }
    const empty = supply?.empty_days ?? [];
    const [first] = empty;
    if (first !== undefined) {
      add("days-empty", { days: empty.length, first, last: empty.at(-1) ?? first });
    }
  }

  function addValidation() {
    const needed = 3;
    const judged = drift.runs.slice(-needed);
    const passed = judged.filter((run) => run.passed).length;
    const failed = judged.filter((run) => !run.passed);
    const counts = { passed, judged: judged.length };
    switch (drift.validation_trend) {
      case "unknown":
        if (judged.length === needed) {
          add("validations-unread", { runs: judged.length }, paths(drift.problems));
          break;
        }
        add(
          "validations-too-few",
          { runs: judged.length, failed: failed.length, needed },
          paths(judged),
        );
        break;
      case "degrading":
        add("validations-failing", { ...counts, since: failed[0]?.time ?? "" }, paths(failed));
        break;
      case "unstable":
        add("validation-failed", { ...counts, failed_at: failed[0]?.time ?? "" }, paths(failed));
        break;
      default:
        add("validations-passing", { ...counts, last: judged.at(-1)?.time ?? "" }, paths(judged));
    }
  }

  function addProblems(
    code: "files-uncounted" | "validations-left-out",
    problems: readonly { path: string; problem: string }[],
  ) {
    const [first] = problems;
    if (first === undefined) return;
    add(
      code,
      { files: problems.length, first: first.path, problem: first.problem },
      paths(problems),
    );
  }
}

function finding<C extends FindingCode>(
  code: C,
  facts: FindingFacts[C],
  evidence: string[],
): Finding<C> {
  const wording: Wording<FindingFacts[C]> = WORDINGS[code];
  return {
    code,
    severity: wording.severity,
    message: wording.message(facts),
    recommendations: wording.recommend?.(facts) ?? [],
    risk: wording.risk ?? null,
    evidence,
    facts,
  };
}

/** `18,396 samples in the data window, 310 of unknown day`, or where no day is known `18,396 samples`. */
function have(s: Sufficiency): string {
  const undated = s.undated_samples > 0 ? `, ${thousands(s.undated_samples)} of unknown day` : "";
  const where = s.window === null ? "" : ` in the data window${undated}`;
  return `${sampleCount(s.have_samples)}${where}`;
}

function shortfall(s: Sufficiency): string {
  if (!s.estimate) return `${have(s)} < ${sampleCount(s.need_samples)} required`;
  return (
    `${have(s)} counted, ${count(s.uncounted_files, "file")} not counted; ` +
    `by size an estimated ${bytes(s.have_bytes)} < ${bytes(s.need_bytes)} required`
  );
}

function prospect({
  usual_daily_samples: usual,
  minimum_reached_on: on,
}: FindingFacts["insufficient-data"]) {
  if (usual === null) return "";
  const rate = `at the usual ${sampleCount(usual)} a day the data window`;
  return on === null ? `: ${rate} will never hold enough` : `: ${rate} holds enough on ${on}`;
}

function paths(items: readonly { path: string }[]): string[] {
  return items.map((item) => item.path);
}

/** The later of the newest sample and the newest file. */
function latestOf({ event_time, modified }: Inventory): string | null {
  const times = [event_time?.latest, modified?.latest].filter((time) => time !== undefined);
  return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}
