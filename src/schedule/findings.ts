import { wordFinding } from "../finding.ts";
import type { Cycle, Schedule } from "./schema.ts";
import { SCHEDULE_WORDINGS, type ScheduleFinding, type ScheduleFindingFacts } from "./wordings.ts";

/** Fewer runs of a type tell nothing of their hours. */
const NEEDED_RUNS = 3;

/** What a schedule says. */
export function scheduleFindings({ cycles, leftOut, learned }: Schedule): ScheduleFinding[] {
  const found: ScheduleFinding[] = [];
  const add = <C extends keyof ScheduleFindingFacts>(
    code: C,
    facts: ScheduleFindingFacts[C],
    evidence: readonly string[] = [],
  ) => {
    found.push(wordFinding(SCHEDULE_WORDINGS, code, facts, [...evidence]) as ScheduleFinding);
  };
  for (const status of ["short", "doubtful"] as const) {
    const [first, ...rest] = cycles.filter(({ readiness }) => readiness.status === status);
    if (first === undefined) continue;
    const { cycle, scheduled_date: on, readiness } = first;
    add(`cycles-${status}`, { cycles: 1 + rest.length, of: cycles.length, cycle, on, readiness });
  }
  const unknown = cycles.filter(({ readiness }) => readiness.status === "unknown");
  const why = unknown[0]?.readiness.why;
  if (why) add("readiness-unknown", { cycles: unknown.length, of: cycles.length, why });
  const moved = cycles.filter((cycle) => cycle.moved !== null);
  const [first] = moved;
  if (first?.moved) {
    const { from, by } = first.moved;
    const sameDay = from.slice(0, 10) === first.scheduled_date;
    const [earlier, later] = sameDay
      ? [minute(from), minute(first.scheduled_at)]
      : [from.slice(0, 10), first.scheduled_date];
    add("cycles-moved", { cycles: moved.length, cycle: first.cycle, from: earlier, to: later, by });
  }
  const [missed] = leftOut;
  if (missed !== undefined) {
    const { due_at: due, by } = missed;
    if (cycles.length === 0) add("no-cycle-fits", { cycles: leftOut.length, by });
    else add("cycles-left-out", { cycles: leftOut.length, due: due.slice(0, 10), by });
  }
  addLead(cycles);
  addExtrapolated();
  addHistory();
  return found;

  function addLead(all: readonly Cycle[]) {
    const late = all.filter(
      (cycle) =>
        Date.parse(cycle.starts_at) < Date.parse(cycle.scheduled_at) &&
        Date.parse(cycle.ends_at) > Date.parse(cycle.scheduled_at),
    );
    const [one] = late;
    if (one === undefined) return;
    const { cycle, ends_at: ends, scheduled_at: live } = one;
    add("lead-time-short", { cycles: late.length, cycle, ends: minute(ends), live: minute(live) });
  }

  function addExtrapolated() {
    for (const type of new Set(cycles.map((cycle) => cycle.type))) {
      const own = cycles.filter(({ type: each, effort }) => each === type && effort.extrapolated);
      const known = learned.by_type.find((each) => each.type === type)?.hours?.samples;
      const samples = own.map(({ effort }) => effort.samples ?? 0);
      if (known === undefined || own.length === 0) continue;
      const expected = [Math.min(...samples), Math.max(...samples)] as const;
      add("effort-extrapolated", { type, cycles: own.length, expected, known }, learned.files);
    }
  }

  function addHistory() {
    if (learned.files.length === 0) return;
    for (const type of new Set(cycles.map((cycle) => cycle.type))) {
      const effort = cycles.find((cycle) => cycle.type === type)?.effort;
      if (effort?.duration_basis !== "default") continue;
      const own = learned.by_type.find((each) => each.type === type);
      const all = own?.runs ?? 0;
      const runs = own?.usable_runs ?? all;
      const facts = { type, runs, unusable: all - runs, needed: NEEDED_RUNS, hours: effort.hours };
      add("history-too-short", facts);
    }
    for (const note of learned.notes ?? []) add("history-noted", { note }, learned.files);
    const [problem] = learned.problems;
    if (problem === undefined) return;
    add(
      "history-left-out",
      { lines: learned.problems.length, first: problem.path, problem: problem.problem },
      learned.problems.map(({ path }) => path),
    );
  }
}

/** `2025-08-14 10:00` of an instant. */
function minute(instant: string): string {
  return instant.slice(0, 16).replace("T", " ");
}
