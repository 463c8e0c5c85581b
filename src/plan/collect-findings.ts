import { driftFindings } from "../drift/findings.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import { bySeverity, type FindingOf, wordFinding } from "../finding.ts";
import type { Inventory } from "../inventory/schema.ts";
import type { PolicyFinding } from "../policy/wordings.ts";
import { scheduleFindings } from "../schedule/findings.ts";
import { asksToFix } from "../schedule/open-items.ts";
import type { Schedule, Sufficiency, Supply } from "../schedule/schema.ts";
import {
  type Finding,
  type FindingCode,
  type FindingFacts,
  recommended,
  WORDINGS,
} from "./findings.ts";

/** The results of the stages. */
export interface StageResults {
  readonly inventory: Inventory;
  readonly sufficiency: Sufficiency;
  readonly supply: Supply | null;
  /** Empty days on which samples usually come, in order. */
  readonly missedDays: readonly string[];
  readonly drift: DriftAssessment;
  /** The plan's date. */
  readonly generatedAt: string;
  readonly schedule?: Schedule;
  readonly policy?: readonly PolicyFinding[];
}

type Found = FindingOf<FindingFacts>;

/** The findings of the stages, the most severe first, otherwise in the order of the stages. */
export function collectFindings(results: StageResults): Finding[] {
  const { drift, schedule, policy = [] } = results;
  const ofModel = driftFindings(drift) as Found[];
  const isFirst = ({ code }: Found) => WORDINGS[code].isFirst === true;
  const found = [
    ...ofModel.filter(isFirst),
    ...sufficiencyFindings(results),
    ...ofModel.filter((each) => !isFirst(each)),
    ...(policy as readonly Found[]),
    ...problemFindings(results),
    ...((schedule === undefined ? [] : scheduleFindings(schedule)) as Found[]),
    ...timeFindings(results),
  ];
  return found.sort(bySeverity).map((each, i) => ({ id: `F${i + 1}`, ...each }));
}

function finding<C extends FindingCode>(
  code: C,
  facts: FindingFacts[C],
  evidence: string[] = [],
): Found {
  return wordFinding(WORDINGS, code, facts, evidence);
}

function sufficiencyFindings(results: StageResults): Found[] {
  const { sufficiency, supply, inventory } = results;
  return [verdictFinding(sufficiency, supply, inventory), ...emptyDays(results)];
}

function verdictFinding(
  sufficiency: Sufficiency,
  supply: Supply | null,
  inventory: Inventory,
): Found {
  if (sufficiency.status === "sufficient") return finding("sufficient-data", sufficiency);
  if (sufficiency.status === "unknown") return finding("sufficiency-unknown", sufficiency);
  return finding("insufficient-data", {
    ...sufficiency,
    usual_daily_samples: supply?.usual_daily_samples ?? null,
    minimum_reached_on: supply?.minimum_reached_on ?? null,
    newest_day: supply?.newest_day ?? null,
    newest_age_days: supply?.newest_age_days ?? null,
    rows: inventory.samples.counted,
    ...(supply?.newest_day === null && { isFuture: true as const }),
  });
}

function emptyDays({ supply, missedDays }: StageResults): Found[] {
  const newest = supply?.newest_day ?? "";
  // Those since then are said with its age.
  const empty = missedDays.filter((day) => !supply?.stopped || day < newest);
  const [first] = empty;
  if (first === undefined) return [];
  return [finding("days-empty", { days: empty.length, first, last: empty.at(-1) ?? first })];
}

/** Files of the data, and of validations and alerts, that could not be read. */
function problemFindings({ sufficiency, inventory, drift }: StageResults): Found[] {
  const is_asked = sufficiency.status === "unknown" && asksToFix(recommended(sufficiency));
  const matters = mayHideTraining(inventory) || inventory.samples.unlisted > 0;
  const [ofData, ofModel] = [firstProblem(inventory.problems), firstProblem(drift.problems)];
  const found: Found[] = [];
  if (ofData !== null) {
    const facts = { ...ofData, matters, is_asked };
    found.push(finding("files-uncounted", facts, paths(inventory.problems)));
  }
  if (ofModel !== null) {
    found.push(finding("validations-left-out", ofModel, paths(drift.problems)));
  }
  return found;
}

/** Whether a file that was not counted may belong to the training data. */
function mayHideTraining(inventory: Inventory): boolean {
  return selectTraining(inventory).some(({ uncounted_files: uncounted }) => uncounted > 0);
}

/** The training data; where none is known, what may be. */
function selectTraining({ datasets }: Inventory): Inventory["datasets"] {
  // Where training data is known, what would decide sufficiency names all else that may belong to it.
  const wanted = datasets.some(({ role }) => role === "training") ? "training" : "unknown";
  return datasets.filter(({ role }) => role === wanted);
}

function firstProblem(
  problems: readonly { path: string; problem: string }[],
): FindingFacts["validations-left-out"] | null {
  const [first] = problems;
  if (first === undefined) return null;
  return { files: problems.length, first: first.path, problem: first.problem };
}

function timeFindings({ inventory, generatedAt }: StageResults): Found[] {
  const found: Found[] = [];
  const latest = findLatest(inventory);
  if (latest !== null && Date.parse(latest) > Date.parse(generatedAt)) {
    found.push(finding("data-in-future", { latest, generated_at: generatedAt }));
  }
  const timeless = inventory.sources.filter(
    ({ event_time, files }) => files > 0 && event_time === null,
  );
  if (timeless.length > 0) {
    const sources = timeless.map((source) => source.name).join(", ");
    found.push(finding("event-time-unknown", { sources }));
  }
  return found;
}

function paths(items: readonly { path: string }[]): string[] {
  return items.map((item) => item.path);
}

/** The later of the newest sample to train on and the newest file. */
function findLatest(inventory: Inventory): string | null {
  const samples = selectTraining(inventory).map(({ event_time }) => event_time?.latest);
  const times = [...samples, inventory.modified?.latest].filter((time) => time !== undefined);
  return times.sort((a, b) => Date.parse(b) - Date.parse(a))[0] ?? null;
}
