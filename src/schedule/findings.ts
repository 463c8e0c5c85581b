import { wordFinding } from "../finding.ts";
import type { Cycle, Schedule } from "./schema.ts";
import { SCHEDULE_WORDINGS, type ScheduleFinding, type ScheduleFindingFacts } from "./wordings.ts";

/** Fewer runs of a type tell nothing of their hours. */
const NEEDED_RUNS = 3;

/** The findings about a schedule. */
export function scheduleFindings({ cycles, leftOut, learned }: Schedule): ScheduleFinding[] {
  return [
    ...readinessFindings(cycles),
    ...movedCycles(cycles),
    ...leftOutCycles(cycles, leftOut),
    ...lateTrainings(cycles),
    ...extrapolatedEfforts(cycles, learned),
    ...historyFindings(cycles, learned),
  ];
}

function finding<C extends keyof ScheduleFindingFacts>(
  code: C,
  facts: ScheduleFindingFacts[C],
  evidence: readonly string[] = [],
): ScheduleFinding {
  return wordFinding(SCHEDULE_WORDINGS, code, facts, [...evidence]) as ScheduleFinding;
}

function readinessFindings(cycles: readonly Cycle[]): ScheduleFinding[] {
  const found: ScheduleFinding[] = [];
  const of = cycles.length;
  for (const status of ["short", "doubtful"] as const) {
    const own = cycles.filter(({ readiness }) => readiness.status === status);
    const [first] = own;
    if (first === undefined) continue;
    const { cycle, scheduled_date: on, readiness } = first;
    found.push(finding(`cycles-${status}`, { cycles: own.length, of, cycle, on, readiness }));
  }
  const unknown = cycles.filter(({ readiness }) => readiness.status === "unknown");
  const why = unknown[0]?.readiness.why;
  if (why) found.push(finding("readiness-unknown", { cycles: unknown.length, of, why }));
  return found;
}

function movedCycles(cycles: readonly Cycle[]): ScheduleFinding[] {
  const moved = cycles.filter((cycle) => cycle.moved !== null);
  const [first] = moved;
  if (!first?.moved) return [];
  const { from: due, by } = first.moved;
  const sameDay = due.slice(0, 10) === first.scheduled_date;
  const [from, to] = sameDay
    ? [minute(due), minute(first.scheduled_at)]
    : [due.slice(0, 10), first.scheduled_date];
  return [finding("cycles-moved", { cycles: moved.length, cycle: first.cycle, from, to, by })];
}

function leftOutCycles(cycles: readonly Cycle[], leftOut: Schedule["leftOut"]): ScheduleFinding[] {
  const [missed] = leftOut;
  if (missed === undefined) return [];
  const { due_at: due, by } = missed;
  return cycles.length === 0
    ? [finding("no-cycle-fits", { cycles: leftOut.length, by })]
    : [finding("cycles-left-out", { cycles: leftOut.length, due: due.slice(0, 10), by })];
}

/** Trainings that end after the date on which the model should be live. */
function lateTrainings(cycles: readonly Cycle[]): ScheduleFinding[] {
  const late = cycles.filter(
    (cycle) =>
      Date.parse(cycle.starts_at) < Date.parse(cycle.scheduled_at) &&
      Date.parse(cycle.ends_at) > Date.parse(cycle.scheduled_at),
  );
  const [first] = late;
  if (first === undefined) return [];
  const { cycle, ends_at: ends, scheduled_at: live } = first;
  const facts = { cycles: late.length, cycle, ends: minute(ends), live: minute(live) };
  return [finding("lead-time-short", facts)];
}

function listTypes(cycles: readonly Cycle[]): Cycle["type"][] {
  return [...new Set(cycles.map(({ type }) => type))];
}

function extrapolatedEfforts(
  cycles: readonly Cycle[],
  { by_type: byType, files }: Schedule["learned"],
): ScheduleFinding[] {
  return listTypes(cycles).flatMap((type) => {
    const own = cycles.filter(({ type: each, effort }) => each === type && effort.extrapolated);
    const known = byType.find((each) => each.type === type)?.hours?.samples;
    const samples = own.map(({ effort }) => effort.samples ?? 0);
    if (known === undefined || own.length === 0) return [];
    const expected = [Math.min(...samples), Math.max(...samples)] as const;
    return [finding("effort-extrapolated", { type, cycles: own.length, expected, known }, files)];
  });
}

function historyFindings(
  cycles: readonly Cycle[],
  learned: Schedule["learned"],
): ScheduleFinding[] {
  const { files, notes = [], problems } = learned;
  if (files.length === 0) return [];
  const found = [
    ...shortHistories(cycles, learned),
    ...notes.map((note) => finding("history-noted", { note }, files)),
  ];
  const [first] = problems;
  if (first === undefined) return found;
  const facts = { lines: problems.length, first: first.path, problem: first.problem };
  const paths = problems.map(({ path }) => path);
  return [...found, finding("history-left-out", facts, paths)];
}

/** Types of retraining whose hours are assumed, because few trainings are known. */
function shortHistories(
  cycles: readonly Cycle[],
  { by_type: byType }: Schedule["learned"],
): ScheduleFinding[] {
  return listTypes(cycles).flatMap((type) => {
    const effort = cycles.find((cycle) => cycle.type === type)?.effort;
    if (effort?.duration_basis !== "default") return [];
    const own = byType.find((each) => each.type === type);
    const all = own?.runs ?? 0;
    const runs = own?.usable_runs ?? all;
    const { hours } = effort;
    const facts = { type, runs, unusable: all - runs, needed: NEEDED_RUNS, hours };
    return [finding("history-too-short", facts)];
  });
}

/** `2025-08-14 10:00` of an instant. */
function minute(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}
