import { studentCdf, studentQuantile } from "../stats/student-t.ts";
import { type DayNumber, formatDay, parseDay } from "../time/instant.ts";
import type { Expected } from "./cycle-effort.ts";
import type { Window } from "./fit-cycle.ts";
import { type DailyForecast, dailyForecast } from "./forecast.ts";
import type { Readiness, Sufficiency, Supply } from "./schema.ts";
import type { TrainingData } from "./training-data.ts";

/** The facts about the data, for cycles to come. */
export interface ReadinessFacts
  extends Pick<TrainingData, "days" | "timelessSamples" | "isDecided"> {
  readonly sufficiency: Pick<Sufficiency, "status" | "minimum">;
  /** How the data comes in; by default, and where its days are not known, null. */
  readonly supply?: Pick<Supply, "stopped" | "newest_day"> | null;
  /** In the plan's zone. */
  readonly today: DayNumber;
}

/** Says of any data window how many samples it will hold. */
export interface Outlook {
  /** @param on the day of the cycle to which the window belongs, by default the one after it */
  judgeReadiness(window: Window, on?: DayNumber): Readiness;
  /** The samples that a window is expected to hold; null where nothing tells. */
  expectedIn(window: Window): Expected | null;
}

/** Shares of the chance to fall short: up to the first it is enough, beyond the second short. */
const [DOUBTFUL, SHORT] = [0.1, 0.5];

/**
 * The future contents of data windows: the days that are over as counted, today and those to come as forecast
 * ({@link dailyForecast}), and what nothing dates, as today's sufficiency counts it. The chance to
 * fall short and the interval are Student's.
 */
export function buildOutlook(facts: ReadinessFacts): Outlook {
  const { days, today, supply } = facts;
  const samples = new Map(days.map(({ day, samples }) => [parseDay(day), samples]));
  const past = [...samples.keys()].filter((day) => day <= today);
  const start = past.length === 0 ? today : Math.min(...past);
  // A feed that stopped brings nothing that its past would tell.
  const stopped = supply?.stopped ? `no new data since ${supply.newest_day}` : null;
  const forecast =
    past.length === 0 || stopped !== null ? null : dailyForecast(samples, start, today);
  const upTo = runningSum(start, (day) => {
    if (day < today) return samples.get(day) ?? 0;
    const expected = forecast?.expectedOn(day) ?? 0;
    return day === today ? Math.max(samples.get(today) ?? 0, expected) : expected;
  });
  const known = (window: Window) =>
    facts.timelessSamples +
    (upTo(Math.min(window.to, today - 1)) - upTo(Math.min(window.from, today) - 1));
  const ahead = (window: Window) => Math.max(0, window.to - Math.max(window.from, today) + 1);
  const expected = (window: Window) =>
    facts.timelessSamples + upTo(window.to) - upTo(window.from - 1);
  return {
    expectedIn(window) {
      const isOpen = forecast === null && ahead(window) > 0 && facts.timelessSamples === 0;
      if (!facts.isDecided || isOpen) return null;
      const samples = Math.round(expected(window));
      return { samples, halfWidth: predictHalfWidth(ahead(window), forecast) };
    },
    judgeReadiness(window, on = window.to + 1) {
      const outlook: WindowOutlook = {
        have: known(window),
        expected: expected(window),
        ahead: ahead(window),
        forecast,
        stopped,
      };
      return judgeWindow(facts, outlook, (need) => enoughOn(window, on, expected, need));
    },
  };
}

/** Many cycles ask for long windows: sums since the first day are made once. */
function runningSum(
  start: DayNumber,
  samplesOn: (day: DayNumber) => number,
): (day: DayNumber) => number {
  const sums = new Map<DayNumber, number>();
  return (day) => {
    if (day < start) return 0;
    let from = day;
    while (from >= start && !sums.has(from)) from--;
    let sum = sums.get(from) ?? 0;
    for (let next = from + 1; next <= day; next++) {
      sum += samplesOn(next);
      sums.set(next, sum);
    }
    return sum;
  };
}

/** The samples of a window, known and expected. */
interface WindowOutlook {
  /** Samples of the days that are over. */
  readonly have: number;
  readonly expected: number;
  /** How many of its days are still to come. */
  readonly ahead: number;
  readonly forecast: DailyForecast | null;
  /** Why nothing comes; null where something does. */
  readonly stopped: string | null;
}

function judgeWindow(
  { sufficiency, isDecided, timelessSamples }: ReadinessFacts,
  { have, expected, ahead, forecast, stopped }: WindowOutlook,
  enoughOnDay: (need: number) => string | null,
): Readiness {
  const { minimum: need } = sufficiency;
  const base = { known_samples: have, need_samples: need, ...NOTHING };
  const unknown = { ...base, status: "unknown" as const };
  if (!isDecided) return { ...unknown, why: UNDECIDED };
  const isUnforeseen = ahead > 0 && forecast === null;
  const foreseen = () => ({
    expected_samples: Math.round(expected),
    interval: predictInterval(have, expected, ahead, forecast),
  });
  if (need === null) {
    return isUnforeseen
      ? { ...unknown, why: NO_MINIMUM }
      : { ...unknown, ...foreseen(), why: NO_MINIMUM };
  }
  if (isUnforeseen) {
    if (have >= need) return { ...base, status: "enough", why: null };
    return { ...unknown, why: stopped ?? (timelessSamples > 0 ? NO_EVENT_TIME : NO_FORECAST) };
  }
  const chance = chanceShort(have, expected, ahead, need, forecast);
  const status = chance <= DOUBTFUL ? "enough" : chance <= SHORT ? "doubtful" : "short";
  // The uncounted samples might be enough: the answer stays unknown, as today.
  const isUnknown = status !== "enough" && sufficiency.status === "unknown";
  return {
    ...base,
    status: isUnknown ? "unknown" : status,
    why: isUnknown ? "part of the data is in question" : null,
    ...foreseen(),
    chance_short: Math.round(chance * 1000) / 1000,
    enough_on: status === "short" ? enoughOnDay(need) : null,
  };
}

const UNDECIDED = "which data sets are training data is not known";
const NO_MINIMUM = "no minimum is stated";
const NO_EVENT_TIME = "no event time says how many samples are to come";
const NO_FORECAST = "fewer than seven full days of dated samples";
const NOTHING = { expected_samples: null, interval: null, chance_short: null, enough_on: null };

function chanceShort(
  known: number,
  expected: number,
  ahead: number,
  need: number,
  forecast: DailyForecast | null,
): number {
  const deviation = ahead === 0 ? 0 : (forecast?.deviationOf(ahead) ?? 0);
  if (known >= need) return 0;
  if (deviation === 0) return expected >= need ? 0 : 1;
  return studentCdf((need - expected) / deviation, forecast?.degreesOfFreedom ?? 1);
}

function predictInterval(
  known: number,
  expected: number,
  ahead: number,
  forecast: DailyForecast | null,
): [number, number] {
  if (ahead === 0 || forecast === null) return [Math.round(expected), Math.round(expected)];
  const half = predictHalfWidth(ahead, forecast);
  return [Math.round(Math.max(known, expected - half)), Math.round(expected + half)];
}

/** Half the width of an interval of 80 %. */
function predictHalfWidth(ahead: number, forecast: DailyForecast | null): number {
  if (ahead === 0 || forecast === null) return 0;
  return studentQuantile(0.9, forecast.degreesOfFreedom) * forecast.deviationOf(ahead);
}

/**
 * The first date after a cycle's own on which the window before it probably holds enough. After a
 * whole window and a week of days to come nothing changes any more: null where it never does.
 */
function enoughOn(
  { from, to }: Window,
  on: DayNumber,
  expected: (window: Window) => number,
  need: number,
): string | null {
  for (let later = 1; later <= to - from + 8; later++) {
    if (expected({ from: from + later, to: to + later }) >= need) return formatDay(on + later);
  }
  return null;
}
