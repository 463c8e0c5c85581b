import type { Plan } from "../../plan/schema.ts";
import { count, thousands } from "../../text/quantity.ts";
import { parseTime, timeAxis, valueAxis } from "./axis.ts";
import { dots, label, path, round, rule, stretched, svg } from "./svg.ts";

const DAY = 86_400_000;
/** Of more cycles the first are drawn. */
const MOST_CYCLES = 60;
const [TOP, BOTTOM] = [26, 150];
const LANE = 34;
/** Where the numbers of samples stand, in per cent. */
const GUTTER = 11;

type Cycle = Plan["schedule"][number];

/**
 * The schedule as a time line: a mark for each cycle, and above it how many samples its data window will
 * hold, with the interval of 80 %, beside the number that is needed.
 */
export function cyclesChart(plan: Plan): string {
  const cycles = plan.schedule.slice(0, MOST_CYCLES);
  const [first] = cycles;
  if (first === undefined) return "";
  const today = parseTime(plan.metadata.generated_at.slice(0, 10));
  const last = Math.max(...cycles.map(timeOfCycle), today + 7 * DAY);
  const axis = timeAxis([today, last], [GUTTER, 98]);
  const x = (cycle: Cycle) => axis.x(timeOfCycle(cycle));
  const samples = drawSamples(cycles, first, x);
  const lane = (samples === null ? 8 : BOTTOM) + 22;
  const marks = rule("base", 0, lane, 100, lane) + drawMarks(cycles, x, lane);
  const height = lane + LANE - 10;
  const texts = (samples?.texts ?? "") + axis.dates(lane + 16);
  return svg({
    id: "chart-cycles",
    title: "Planned cycles, and the samples that each is expected to have",
    description: describe(plan, cycles),
    height,
    body: stretched(height, (samples?.plot ?? "") + marks) + texts,
  });
}

/** The expected samples of each cycle above the time line; null where they are not known. */
function drawSamples(
  cycles: readonly Cycle[],
  first: Cycle,
  x: (cycle: Cycle) => number,
): { plot: string; texts: string } | null {
  const expected = cycles.filter(({ readiness }) => readiness.expected_samples !== null);
  if (expected.length === 0) return null;
  const need = first.readiness.need_samples ?? 0;
  const most = Math.max(need, ...expected.map(({ readiness }) => readiness.interval?.[1] ?? 0));
  const values = valueAxis([0, most], [BOTTOM, TOP]);
  const countSamples = ({ readiness }: Cycle) => readiness.expected_samples ?? 0;
  const statuses = ["enough", "doubtful", "short", "unknown"] as const;
  const plot = [
    values.lines,
    ...(need === 0 ? [] : [rule("limit", GUTTER, values.y(need), 100, values.y(need))]),
    path("whisker", expected.map((cycle) => whisker(cycle, x(cycle), values.y)).join("")),
    ...statuses.map((status) => {
      const own = expected.filter(({ readiness }) => readiness.status === status);
      return dots(
        `ready ${status}`,
        own.map((cycle) => [x(cycle), values.y(countSamples(cycle))]),
      );
    }),
  ].join("");
  const texts = [
    values.numbers,
    label(`${thousands(need)} needed`, 99, values.y(need) - 5, { kind: "over bad", anchor: "end" }),
    expected[0] === first && x(first) < 65
      ? label(thousands(countSamples(first)), x(first), values.y(countSamples(first)) - 10, {
          kind: "over strong",
          anchor: x(first) < 20 ? "start" : "middle",
        })
      : "",
  ].join("");
  return { plot, texts };
}

/** A mark on the time line for each cycle, higher where it is full. */
function drawMarks(cycles: readonly Cycle[], x: (cycle: Cycle) => number, lane: number): string {
  return cycles
    .map((cycle) =>
      cycle.type === "full_retrain"
        ? rule("full", x(cycle), lane - 12, x(cycle), lane)
        : rule("incremental", x(cycle), lane - 7, x(cycle), lane),
    )
    .join("");
}

function describe(plan: Plan, cycles: readonly Cycle[]): string {
  const of = (status: Cycle["readiness"]["status"]) =>
    cycles.filter(({ readiness }) => readiness.status === status).length;
  const full = cycles.filter(({ type }) => type === "full_retrain").length;
  const [first] = cycles as [Cycle];
  const undrawn = plan.schedule.length - cycles.length;
  return (
    `${count(cycles.length, "cycle")} from ${cycles[0]?.scheduled_date} to ${cycles.at(-1)?.scheduled_date}, ${full} of them full. ` +
    `${needed(first)}${of("enough")} have enough, ${of("doubtful")} perhaps too few, ` +
    `${of("short")} too few, ${of("unknown")} unknown.${undrawn > 0 ? ` ${count(undrawn, "later cycle")} not drawn.` : ""}`
  );
}

function needed({ readiness: { need_samples: need } }: Cycle): string {
  return need === null ? "No minimum is stated: " : `Of ${thousands(need)} samples needed: `;
}

function timeOfCycle({ scheduled_date }: Cycle): number {
  return parseTime(scheduled_date);
}

function whisker({ readiness }: Cycle, x: number, y: (value: number) => number): string {
  if (readiness.interval === null) return "";
  const [low, high] = readiness.interval;
  return `M${round(x)} ${round(y(low))}V${round(y(high))}`;
}
