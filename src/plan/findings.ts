import { driftFindings } from "../drift/findings.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { DRIFT_WORDINGS, type DriftFacts } from "../drift/wordings.ts";
import { bySeverity, type FindingOf, type Wordings, wordFinding } from "../finding.ts";
import type { Inventory } from "../inventory/schema.ts";
import { POLICY_WORDINGS, type PolicyFacts, type PolicyFinding } from "../policy/wordings.ts";
import { bytes, count, sampleCount, thousands } from "../quantity.ts";
import { scheduleFindings } from "../schedule/findings.ts";
import type { Schedule, Sufficiency, Supply } from "../schedule/schema.ts";
import { SCHEDULE_WORDINGS, type ScheduleFindingFacts } from "../schedule/wordings.ts";
import { foldRecommendations } from "./folded.ts";

/** Every kind of finding, with the facts that it rests on. */
export interface FindingFacts extends DriftFacts, ScheduleFindingFacts, PolicyFacts {
  "insufficient-data": Sufficiency & Pick<Supply, "usual_daily_samples" | "minimum_reached_on">;
  "sufficiency-unknown": Sufficiency & Pick<Inventory, "not_here" | "looked_in">;
  "sufficient-data": Sufficiency;
  "days-empty": { days: number; first: string; last: string };
  "files-uncounted": { files: number; first: string; problem: string };
  "validations-left-out": { files: number; first: string; problem: string };
  "data-in-future": { latest: string; generated_at: string };
  "event-time-unknown": { sources: string };
}

export type FindingCode = keyof FindingFacts;

/** A typed fact about the plan's inputs, in words. */
export type Finding<C extends FindingCode = FindingCode> = FindingOf<FindingFacts, C>;

/** Where findings are worded, those of drift and schedule beside it: a new kind does not compile until it is. */
export const WORDINGS: Wordings<FindingFacts> = {
  ...DRIFT_WORDINGS,
  ...POLICY_WORDINGS,
  ...SCHEDULE_WORDINGS,
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
      s.why !== null
        ? `Sufficiency unknown: ${s.why}${s.not_here.length === 0 ? `; looked in ${s.looked_in.join(", ")}` : ""}`
        : `Sufficiency unknown: ${have(s)} counted of ${sampleCount(s.need_samples)} required, ` +
          `${count(s.uncounted_files, "file")} not counted; their size alone (${bytes(s.have_bytes)} in all) does not prove enough`,
    recommend: (s) => [
      s.not_here[0] !== undefined
        ? `Get the data that is not on this machine: ${commandsOf(s.not_here)}`
        : s.why !== null
          ? "Name where the data lies under `sources` in the configuration"
          : `Make the ${count(s.uncounted_files, "uncounted file")} readable: until then it is unknown whether the data suffices`,
    ],
    risk: "The data may not suffice: it is not known in full",
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

/** What the findings recommend, each thing once. */
export function recommendationsOf(findings: readonly Finding[]): string[] {
  return foldRecommendations(findings as readonly FindingOf<FindingFacts>[], WORDINGS);
}

/** The code of every kind of finding. */
export const FINDING_CODES: readonly string[] = Object.keys(WORDINGS);

/** What the stages' results say, the most severe first, otherwise in the order of the stages. */
export function findingsOf(
  inventory: Inventory,
  sufficiency: Sufficiency,
  supply: Supply | null,
  drift: DriftAssessment,
  generatedAt: string,
  schedule?: Schedule,
  policy: readonly PolicyFinding[] = [],
): Finding[] {
  const found: Finding[] = [];
  const { not_here, looked_in } = inventory;
  const add = <C extends FindingCode>(code: C, facts: FindingFacts[C], evidence: string[] = []) => {
    found.push(wordFinding(WORDINGS, code, facts, evidence) as Finding);
  };

  const [first, ...others] = driftFindings(drift) as Finding[];
  // Without an evaluation of today all else is beside the point: it comes first.
  const isFirst = first?.code === "model-stale";
  if (first !== undefined && isFirst) found.push(first);
  addSufficiency();
  if (first !== undefined && !isFirst) found.push(first);
  found.push(...others, ...(policy as Finding[]));
  addProblems("files-uncounted", inventory.problems);
  addProblems("validations-left-out", drift.problems);
  if (schedule !== undefined) found.push(...(scheduleFindings(schedule) as Finding[]));
  const latest = latestOf(inventory);
  if (latest !== null && Date.parse(latest) > Date.parse(generatedAt)) {
    add("data-in-future", { latest, generated_at: generatedAt });
  }
  const timeless = inventory.sources.filter(
    ({ event_time, files }) => files > 0 && event_time === null,
  );
  if (timeless.length > 0) {
    add("event-time-unknown", { sources: timeless.map((source) => source.name).join(", ") });
  }
  return found.sort(bySeverity);

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
        add("sufficiency-unknown", { ...sufficiency, not_here, looked_in });
    }
    const empty = supply?.empty_days ?? [];
    const [first] = empty;
    if (first !== undefined) {
      add("days-empty", { days: empty.length, first, last: empty.at(-1) ?? first });
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

/** `18,396 samples in the data window, 310 of unknown day`, or where no day is known `18,396 samples`. */
function have(s: Sufficiency): string {
  const undated = s.undated_samples > 0 ? `, ${thousands(s.undated_samples)} of unknown day` : "";
  const where = s.window === null ? "" : ` in the data window${undated}`;
  return `${sampleCount(s.have_samples)}${where}`;
}

/** The first commands, each once. */
function commandsOf(pointers: Inventory["not_here"]): string {
  const commands = [...new Set(pointers.map(({ get }) => get))];
  const more = commands.length - MOST_COMMANDS;
  return `${commands.slice(0, MOST_COMMANDS).join("; ")}${more > 0 ? `; and ${count(more, "more command")}` : ""}`;
}

const MOST_COMMANDS = 3;

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
