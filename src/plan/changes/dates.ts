import { isCron } from "../../config/cadence.ts";
import type { ComparedPlan } from "./earlier.ts";
import type { ChangeFacts } from "./facts.ts";
import type { Changes } from "./schema.ts";
import { type WordedChange, wordChange } from "./wordings.ts";

type Cycle = ComparedPlan["schedule"][number];

interface DateChanges {
  changes: WordedChange[];
  /** The dates that have not changed. */
  kept: Omit<NonNullable<Changes["dates"]>, "message">;
}

/**
 * Cycles that have moved, gone or come, and why; cycles of one period are the same one. Cycles that have come due
 * since the earlier plan, and those that follow its last cycle, are as planned.
 */
export function dateChanges(a: ComparedPlan, b: ComparedPlan): DateChanges {
  const now = Date.parse(b.metadata.generated_at);
  const isOver = (cycle: Cycle) => Date.parse(cycle.scheduled_at) <= now;
  const [from, to] = [a.metadata.cadence, b.metadata.cadence];
  if (from !== to) {
    const next = { next_from: findNext(a), next_to: findNext(b) };
    const kept = { as_planned: 0, come_due: a.schedule.filter(isOver).length, beyond: 0 };
    return { changes: [wordChange("cadence", { from, to, ...next })], kept };
  }
  const byPeriod = new Map(b.schedule.map((cycle) => [cycle.period, cycle]));
  const pairs: Pair[] = [];
  const dropped: Because[] = [];
  const kept = { as_planned: 0, come_due: 0, beyond: 0 };
  for (const was of a.schedule) {
    const cycle = byPeriod.get(was.period);
    if (cycle !== undefined) pairs.push({ was, cycle });
    else if (isOver(was)) kept.come_due++;
    else dropped.push({ date: was.scheduled_date, why: whyDropped(was, a, b) });
  }
  const known = new Set(a.schedule.map(({ period }) => period));
  const last = a.schedule.at(-1);
  const added: Because[] = [];
  for (const cycle of b.schedule.filter(({ period }) => !known.has(period))) {
    if (last === undefined || Date.parse(cycle.scheduled_at) > Date.parse(last.scheduled_at)) {
      kept.beyond++;
    } else added.push({ date: cycle.scheduled_date, why: whyAdded(cycle, a, b) });
  }
  const isTimed = hasTime(a) && hasTime(b);
  const moved = pairs.filter((pair) => hasMoved(pair, isTimed));
  kept.as_planned = pairs.length - moved.length;
  return {
    changes: [
      ...listMoves(moved, a, b),
      ...byReason(dropped).map(([why, dates]) => wordChange("dates-dropped", { why, dates })),
      ...byReason(added).map(([why, dates]) => wordChange("dates-added", { why, dates })),
      ...listTypeChanges(pairs, a, b),
      ...listReadinessChanges(pairs),
    ],
    kept,
  };
}

interface Pair {
  was: Cycle;
  cycle: Cycle;
}

interface Because {
  date: string;
  why: string;
}

function findNext({ schedule }: ComparedPlan): string | null {
  return schedule[0]?.scheduled_date ?? null;
}

/** Without one the time of day is that of the plan, which is no plan's intention. */
function hasTime({ metadata, schedule_covers: { anchor } }: ComparedPlan): boolean {
  return isCron(metadata.cadence) || anchor?.includes(":") === true;
}

function hasMoved({ was, cycle }: Pair, isTimed: boolean): boolean {
  return isTimed
    ? Date.parse(was.scheduled_at) !== Date.parse(cycle.scheduled_at)
    : was.scheduled_date !== cycle.scheduled_date;
}

function listMoves(pairs: readonly Pair[], a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const byWhy = new Map<string, ChangeFacts["dates-moved"]["moves"]>();
  for (const { was, cycle } of pairs) {
    const why = whyMoved(was, cycle, a, b);
    const isSameDay = was.scheduled_date === cycle.scheduled_date;
    const [from, to] = [was, cycle].map((of) =>
      isSameDay ? of.scheduled_at.slice(0, 16).replace("T", " ") : of.scheduled_date,
    ) as [string, string];
    byWhy.set(why, [...(byWhy.get(why) ?? []), { period: cycle.period, from, to }]);
  }
  return [...byWhy].map(([why, moves]) => wordChange("dates-moved", { why, moves }));
}

function whyMoved(was: Cycle, cycle: Cycle, a: ComparedPlan, b: ComparedPlan): string {
  if (cycle.moved !== null) return `because of ${cycle.moved.by}`;
  if (was.moved !== null) return `no longer in the way is ${was.moved.by}`;
  return whyOther(a, b);
}

function whyDropped(was: Cycle, a: ComparedPlan, b: ComparedPlan): string {
  const leftOut = b.schedule_left_out.find(({ period }) => period === was.period);
  if (leftOut !== undefined) return `skipped because of ${leftOut.by}`;
  const last = b.schedule.at(-1);
  return last === undefined || Date.parse(was.scheduled_at) > Date.parse(last.scheduled_at)
    ? "beyond this plan's last cycle"
    : whyOther(a, b);
}

function whyAdded(cycle: Cycle, a: ComparedPlan, b: ComparedPlan): string {
  const leftOut = a.schedule_left_out.find(({ period }) => period === cycle.period);
  if (leftOut !== undefined) return `no longer in the way is ${leftOut.by}`;
  return whyOther(a, b);
}

/** Other reasons why a calendar moves. */
function whyOther(a: ComparedPlan, b: ComparedPlan): string {
  const [before, now] = [a.schedule_covers.anchor, b.schedule_covers.anchor];
  if (before !== now) {
    return now === null ? "they are no longer anchored" : `they are now anchored to ${now}`;
  }
  if (a.metadata.timezone !== b.metadata.timezone) {
    return `the time zone is now ${b.metadata.timezone}`;
  }
  if (!isCron(b.metadata.cadence) && /^(\d\d:\d\d)?$/.test(now ?? "")) {
    return "without `schedule.anchor` dates are counted from the day of the plan";
  }
  return a.metadata.config?.sha256 === b.metadata.config?.sha256
    ? "neither plan says why"
    : "the configuration has changed";
}

function byReason(dates: readonly Because[]): [string, string[]][] {
  const byWhy = new Map<string, string[]>();
  for (const { date, why } of dates) byWhy.set(why, [...(byWhy.get(why) ?? []), date]);
  return [...byWhy];
}

function listTypeChanges(pairs: readonly Pair[], a: ComparedPlan, b: ComparedPlan): WordedChange[] {
  const cycles = pairs
    .filter(({ was, cycle }) => was.type !== cycle.type)
    .map(({ cycle }) => ({ date: cycle.scheduled_date, type: cycle.type }));
  if (cycles.length === 0) return [];
  const full_every = { from: a.schedule_covers.full_every, to: b.schedule_covers.full_every };
  const last_full = b.schedule_covers.last_full?.date ?? null;
  return [wordChange("types-changed", { full_every, last_full, cycles })];
}

/** One change for each step from one status to another. */
function listReadinessChanges(pairs: readonly Pair[]): WordedChange[] {
  const bySteps = new Map<string, ChangeFacts["readiness"]>();
  for (const { was, cycle } of pairs) {
    const { status: to, expected_samples: expected, need_samples: need } = cycle.readiness;
    const from = was.readiness.status;
    // Without a minimum no cycle falls short of it.
    if (from === to || need === null) continue;
    const step = bySteps.get(`${from} ${to}`) ?? { from, to, cycles: [] };
    step.cycles.push({ date: cycle.scheduled_date, expected, need });
    bySteps.set(`${from} ${to}`, step);
  }
  return [...bySteps.values()].map((facts) => wordChange("readiness", facts));
}
