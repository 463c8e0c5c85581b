import { formatInstant } from "../time/instant.ts";
import type { UnreadReport } from "../validation/evidence.ts";
import type { ValidationRun } from "../validation/schema.ts";
import { type AgeRules, judgeAge } from "./age.ts";
import type { InputDrift } from "./data/input-schema.ts";
import type { Age, DriftAssessment, ReportState } from "./schema.ts";
import { compare, toInstant } from "./series.ts";

/**
 * The verdict of the newest report of each suite of each tool on a subject, by the tool's own thresholds; older
 * ones are superseded. The verdict is unknown if a report could not be read, could not compute the
 * requested metrics, or is stale while the tool has said nothing since.
 *
 * @returns in the order of tools and suites
 */
export function reportStates(
  runs: readonly ValidationRun[],
  unread: readonly UnreadReport[],
  subject: ValidationRun["subject"],
  rules: AgeRules,
): ReportState[] {
  const own = runs.filter((run) => run.subject === subject);
  const newest = own.filter((run) => !own.some((other) => isSuperseded(run, other)));
  const lost = unread.filter(({ subjects }) => subjects.includes(subject));
  const states = newest.map((run): ReportState => {
    const { path, tool, suite, time, time_source, checks } = run;
    const times = own.filter((each) => each.tool === tool && each.suite === suite);
    const age = judgeAge(
      times.map((each) => toInstant(each.time)),
      rules,
    ) as Age;
    const known = { path, tool, suite, time, time_source, checks, age };
    const newer = lost.find((each) => isOfSuite(each, run) && each.at >= toInstant(time));
    if (newer !== undefined) return unreadState(newer, suite, rules);
    if (age.stale) return { ...known, failed: "unknown", why: "outdated" };
    const failed = failedBy(run);
    return { ...known, failed, why: failed === "unknown" ? "not_computed" : "reported" };
  });
  const alone = lost.filter(({ suites }) => suites.length === 0);
  const all = [...states, ...alone.map((each) => unreadState(each, null, rules))];
  return all
    .filter((state) => state.why !== "outdated" || isLastWord(state, all))
    .sort(
      (a, b) =>
        compare(a.tool, b.tool) || compare(a.suite ?? "", b.suite ?? "") || compare(a.path, b.path),
    );
}

/** A suite of which nothing came for long, while its tool reports on others, was given up. */
function isLastWord(state: ReportState, states: readonly ReportState[]): boolean {
  const others = states.filter((other) => other !== state && other.tool === state.tool);
  return others.every(
    ({ why, time }) => why === "outdated" && toInstant(time) <= toInstant(state.time),
  );
}

/**
 * Where several reports, or the comparison of the data itself, disagree the more severe holds: one that found
 * a shift, then one in doubt. A comparison that could not be made says nothing.
 */
export function judgeShift(
  states: readonly ReportState[],
  { verdict }: Pick<InputDrift, "verdict">,
): DriftAssessment["data_distribution_shift"] {
  const compared = ({ drifted: ["yes"], stable: ["no"], unknown: [] } as const)[verdict];
  const says = [...states.map(({ failed }) => failed), ...compared];
  if (says.includes("yes")) return "yes";
  return says.length === 0 || says.includes("unknown") ? "unknown" : "no";
}

/** Two of one instant both stand. */
function isSuperseded(run: ValidationRun, by: ValidationRun): boolean {
  return run.tool === by.tool && run.suite === by.suite && toInstant(run.time) < toInstant(by.time);
}

function isOfSuite({ tool, suites }: UnreadReport, run: ValidationRun): boolean {
  return tool === run.tool && run.suite !== null && suites.includes(run.suite);
}

function unreadState(
  { path, tool, at, timeSource }: UnreadReport,
  suite: string | null,
  rules: AgeRules,
): ReportState {
  const age = judgeAge([at], rules) as Age;
  return {
    path,
    tool,
    suite,
    time: formatInstant(at, rules.zone),
    time_source: timeSource,
    age,
    checks: null,
    failed: "unknown",
    why: "unread",
  };
}

/** A metric that could not be computed is not a failure. */
function failedBy({ passed, checks }: ValidationRun): ReportState["failed"] {
  if (passed) return "no";
  const deciding = checks.overall === null ? checks.failed : [checks.overall];
  return deciding.length > 0 && deciding.every((check) => check.passed === null)
    ? "unknown"
    : "yes";
}
