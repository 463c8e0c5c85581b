import type { Plan } from "../../plan/schema.ts";
import { count, sampleCount, thousands } from "../../text/quantity.ts";
import { formatDay, parseDay } from "../../time/instant.ts";
import { startOfWeek } from "../../time/week.ts";
import { dayWords, type Place, parseTime, timeAxis, valueAxis } from "./axis.ts";
import { bar, label, path, rule, stretched, svg } from "./svg.ts";

const DAY = 86_400_000;
/** More bars than these are weeks, and of weeks the newest. */
const MOST_BARS = 100;
/** The windows of so many coming cycles are drawn. */
const MOST_WINDOWS = 3;
const PLOT = 150;
const LANE = 26;

/** Samples a day, or a week where the days are many, with the data windows of the coming cycles. */
export function daysChart(plan: Plan): string {
  const { training_set, supply } = plan.current_state.data_availability;
  const today = plan.metadata.generated_at.slice(0, 10);
  const drawn = buildBars(training_set.days, today);
  const [first] = drawn.bars;
  if (first === undefined) return "";
  const cycles = plan.schedule.slice(0, MOST_WINDOWS);
  const [start, end] = daysRange(drawn, first, cycles, today);
  const axis = timeAxis([start, end]);
  const most = Math.max(...drawn.bars.map(({ samples }) => samples));
  const values = valueAxis([0, most], [PLOT, 24], { atRight: true });
  const usual = supply?.usual_daily_samples ?? null;
  const usualY = usual === null ? 0 : values.y(usual * drawn.step);
  const now = axis.x(parseTime(today));
  const [next] = cycles;
  const plot = [
    next === undefined ? "" : windowShade(next.data_window, axis.x),
    values.lines,
    ...drawBars(drawn, axis.x, values.y),
    ...(supply?.empty_days ?? []).map((day) => {
      const x = axis.x(parseTime(day));
      return rule("missing", x, PLOT - 2, axis.x(parseTime(day) + DAY), PLOT - 2);
    }),
    rule("base", 0, PLOT, 100, PLOT),
    rule("today", now, 14, now, PLOT + 5),
    usual === null ? "" : rule("expected", now, usualY, axis.x(end), usualY),
  ].join("");
  const lanes = cycles.map((cycle, i) => windowLane(cycle, PLOT + 34 + i * LANE, axis.x));
  const height = PLOT + 30 + cycles.length * LANE;
  const texts = [
    values.numbers,
    axis.dates(PLOT + 17),
    label(`today, ${dayWords(parseTime(today))}`, now, 11, { anchor: now > 80 ? "end" : "middle" }),
    usual === null || now > 70
      ? ""
      : label(`usually ${thousands(usual)} a day`, now + 1, usualY + 15, { kind: "over" }),
    ...lanes.map(({ text }) => text),
  ].join("");
  const lines = lanes.map(({ line }) => line).join("");
  return svg({
    id: "chart-days",
    title: `Samples a ${drawn.noun}, and the data windows of the coming cycles`,
    description: describe(drawn, first, supply, cycles),
    height,
    body: stretched(height, plot + lines) + texts,
  });
}

type Cycle = Plan["schedule"][number];
type Supply = Plan["current_state"]["data_availability"]["supply"];

/** From the first bar or window to the end of the last. */
function daysRange(
  { bars, step }: Bars,
  first: Bar,
  cycles: readonly Cycle[],
  today: string,
): [number, number] {
  const starts = [first.time, ...cycles.slice(0, 1).map((c) => parseTime(c.data_window.from))];
  const ends = [
    (bars.at(-1)?.time ?? first.time) + step * DAY,
    parseTime(today) + DAY,
    ...cycles.map(({ data_window }) => parseTime(data_window.to) + DAY),
  ];
  return [Math.min(...starts), Math.max(...ends)];
}

function drawBars({ bars, step, noun }: Bars, x: Place, y: Place): string[] {
  return bars.map(({ time, samples }) => {
    const width = x(time + step * DAY) - x(time);
    const top = y(samples);
    const words = `${noun === "week" ? "week of " : ""}${formatDay(time / DAY)}: ${sampleCount(samples)}`;
    return bar("bar", [x(time) + width * 0.1, top, width * 0.8, PLOT - top], words);
  });
}

/** The chart in words. */
function describe(
  { bars, noun, left_out }: Bars,
  first: Bar,
  supply: Supply,
  cycles: readonly Cycle[],
): string {
  const most = Math.max(...bars.map(({ samples }) => samples));
  const usual = supply?.usual_daily_samples ?? null;
  return [
    `From ${formatDay(first.time / DAY)} on, at most ${sampleCount(most)} a ${noun}`,
    usual === null ? "" : `; usually ${thousands(usual)} a day`,
    `. ${count(supply?.empty_days.length ?? 0, "day")} of the present window without samples.`,
    ...cycles.map(
      ({ cycle, data_window: { from, to } }) => ` Cycle ${cycle} trains on ${from} to ${to}.`,
    ),
    left_out === 0 ? "" : ` ${sampleCount(left_out)} of earlier weeks are not drawn.`,
  ].join("");
}

interface Bar {
  readonly time: number;
  readonly samples: number;
}

interface Bars {
  readonly bars: readonly Bar[];
  /** Days of each. */
  readonly step: number;
  readonly noun: "day" | "week";
  /** Samples of weeks that are not drawn. */
  readonly left_out: number;
}

/** By day, by week, or by the newest weeks; what is dated far ahead is not drawn. */
function buildBars(days: readonly { day: string; samples: number }[], today: string): Bars {
  const until = parseDay(today) + MOST_BARS;
  const known = days
    .map(({ day, samples }) => ({ day: parseDay(day), samples }))
    .filter(({ day }) => day <= until);
  const [first, last] = [known[0]?.day ?? 0, known.at(-1)?.day ?? 0];
  if (last - first < MOST_BARS) {
    const bars = known.map(({ day, samples }) => ({ time: day * DAY, samples }));
    return { bars, step: 1, noun: "day", left_out: 0 };
  }
  const weeks = new Map<number, number>();
  for (const { day, samples } of known) {
    weeks.set(startOfWeek(day), (weeks.get(startOfWeek(day)) ?? 0) + samples);
  }
  const oldest = startOfWeek(last) - 7 * (MOST_BARS - 1);
  const bars: Bar[] = [];
  let leftOut = 0;
  for (const [monday, samples] of weeks) {
    if (monday < oldest) leftOut += samples;
    else bars.push({ time: monday * DAY, samples });
  }
  return { bars, step: 7, noun: "week", left_out: leftOut };
}

function windowShade({ from, to }: { from: string; to: string }, x: (time: number) => number) {
  const left = Math.max(0, x(parseTime(from)));
  return bar("window", [left, 14, x(parseTime(to) + DAY) - left, PLOT - 14]);
}

/** A cycle's window as a line beneath the days, its words above it. */
function windowLane(
  { cycle, data_window: { from, to } }: Cycle,
  y: number,
  x: (time: number) => number,
): { line: string; text: string } {
  const [left, right] = [Math.max(0, x(parseTime(from))), x(parseTime(to) + DAY)];
  const words = `cycle ${cycle}: ${dayWords(parseTime(from))} to ${dayWords(parseTime(to))}`;
  return {
    line: path(
      cycle === 1 ? "span next" : "span",
      `M${left.toFixed(2)} ${y + 6}H${right.toFixed(2)}`,
    ),
    text: label(words, right, y, { anchor: "end" }),
  };
}
