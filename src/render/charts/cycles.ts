import type { Plan } from "../../plan/schema.ts";
import { count, thousands } from "../../text/quantity.ts";
import { timeAxis, timeOf, valueAxis } from "./axis.ts";
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
  const today = timeOf(plan.metadata.generated_at.slice(0, 10));
  const last = Math.max(...cycles.map(timeOfCycle), today + 7 * DAY);
  const axis = timeAxis([today, last], [GUTTER, 98]);
  const expected = cycles.filter(({ readiness }) => readiness.expected_samples !== null);
  const top = expected.length === 0 ? 8 : BOTTOM;
  const need = first.readiness.need_samples ?? 0;
  const values = valueAxis(
    [0, Math.max(need, ...expected.map(({ readiness }) => readiness.interval?.[1] ?? 0))],
    [BOTTOM, TOP],
  );
  const x = (cycle: Cycle) => axis.x(timeOfCycle(cycle));
  const plot =
    expected.length === 0
      ? ""
      : [
          values.lines,
          ...(need === 0 ? [] : [rule("limit", GUTTER, values.y(need), 100, values.y(need))]),
          path("whisker", expected.map((cycle) => whisker(cycle, x(cycle), values.y)).join("")),
          ...(["enough", "doubtful", "short", "unknown"] as const).map((status) =>
            dots(
              `ready ${status}`,
              expected
                .filter(({ readiness }) => readiness.status === status)
                .map((cycle) => [x(cycle), values.y(cycle.readiness.expected_samples ?? 0)]),
            ),
          ),
        ].join("");
  const lane = top + 22;
  const marks =
    rule("base", 0, lane, 100, lane) +
    cycles
      .map((cycle) => {
        const isFull = cycle.type === "full_retrain";
        return rule(
          isFull ? "full" : "incremental",
          x(cycle),
          lane - (isFull ? 12 : 7),
          x(cycle),
          lane,
        );
      })
      .join("");
  const height = lane + LANE - 10;
  const texts = [
    expected.length === 0 ? "" : values.numbers,
    expected.length === 0
      ? ""
      : label(`${thousands(need)} needed`, 99, values.y(need) - 5, {
          kind: "over bad",
          anchor: "end",
        }),
    expected[0] === first && x(first) < 65
      ? label(
          thousands(first.readiness.expected_samples ?? 0),
          x(first),
          values.y(first.readiness.expected_samples ?? 0) - 10,
          { kind: "over strong", anchor: x(first) < 20 ? "start" : "middle" },
        )
      : "",
    axis.dates(lane + 16),
  ].join("");
  return svg({
    id: "chart-cycles",
    title: "Planned cycles, and the samples that each is expected to have",
    description: describe(plan, cycles),
    height,
    body: stretched(height, plot + marks) + texts,
  });
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
  return timeOf(scheduled_date);
}

function whisker({ readiness }: Cycle, x: number, y: (value: number) => number): string {
  if (readiness.interval === null) return "";
  const [low, high] = readiness.interval;
  return `M${round(x)} ${round(y(low))}V${round(y(high))}`;
}
