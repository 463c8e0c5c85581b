import { line } from "d3-shape";
import type { MetricAssessment } from "../../drift/schema.ts";
import { count, figure } from "../../text/quantity.ts";
import { dayWords, type Place, timeAxis, timeOf, valueAxis } from "./axis.ts";
import { dots, label, path, round, rule, short, stretched, svg } from "./svg.ts";

const DAY = 86_400_000;
const [TOP, BOTTOM, HEIGHT] = [24, 142, 168];
/** The future has at most so much of the width: a forecast may be years away. */
const MOST_FUTURE = 0.4;
const MOST_ALARMS = 6;
/** Where the numbers of the values stand, in per cent. */
const GUTTER = 12;

/**
 * A metric over time with what it is judged by: its baseline and limit, the line of Theil and Sen, change
 * points, and when it will cross the limit if it goes on so.
 *
 * @param rank of the metric on the page, from 0, for its id
 */
export function metricChart(metric: MetricAssessment, rank: number): string {
  const points = metric.points.map(({ time, value }) => ({ at: timeOf(time), value }));
  const finite = points.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]));
  const [first, last] = [points[0]?.at, points.at(-1)?.at];
  if (first === undefined || last === undefined || finite.length === 0) return "";
  const { baseline, limit, trend, forecast } = metric;
  const end = Math.max(last, first + DAY);
  const until = forecast === null ? end : endOf(forecast, first, end);
  const axis = timeAxis([first, until], [GUTTER, 99]);
  const known = finite.map(({ value }) => value);
  const values = valueAxis(
    domainOf([...known, ...(baseline ? [baseline.value] : []), ...(limit ? [limit.value] : [])]),
    [BOTTOM, TOP],
    { words: figure, isNice: false },
  );
  const at = ({ time, value }: { time: string; value: number }) =>
    [axis.x(timeOf(time)), values.y(value)] as const;
  const limitY = limit === null ? 0 : values.y(limit.value);
  const crossing = forecast === null ? null : axis.x(Math.min(timeOf(forecast.crosses_on), until));
  const alarms = changesOf(metric);
  const onsets = alarms.filter(({ isOnset }) => isOnset).map(({ at: time }) => time);
  const trace = line<{ at: number; value: number | null }>()
    .defined(({ value }) => value !== null)
    .x(({ at: time }) => round(axis.x(time)))
    .y(({ value }) => round(values.y(value ?? 0)));
  const newest = finite.at(-1) as { at: number; value: number };
  const drawn = [
    values.lines,
    baseline === null
      ? ""
      : rule(
          "baseline",
          axis.x(Math.max(first, timeOf(baseline.from))),
          values.y(baseline.value),
          100,
          values.y(baseline.value),
        ),
    limit === null ? "" : rule("limit", GUTTER, limitY, 100, limitY),
    ...alarms.map(({ at: time, isOnset }) =>
      rule(
        isOnset ? "onset" : "alarm",
        axis.x(time),
        isOnset ? TOP - 8 : BOTTOM - 8,
        axis.x(time),
        BOTTOM,
      ),
    ),
    path("trace", trace(points) ?? ""),
    dots(
      points.length > 80 ? "dot small" : "dot",
      finite.map(({ at: time, value }) => [axis.x(time), values.y(value)]),
    ),
    dots(
      "nothing",
      points.flatMap(({ at: time, value }) => (value === null ? [[axis.x(time), BOTTOM]] : [])),
    ),
    onsets.length > 0
      ? path("trend", stepPath(finite, onsets, { x: axis.x, y: values.y }))
      : trend === null
        ? ""
        : rule("trend", ...at(trend.from), ...at(trend.to)),
    trend === null || crossing === null ? "" : rule("forecast", ...at(trend.to), crossing, limitY),
    forecast === null
      ? ""
      : rule(
          "when",
          axis.x(Math.min(timeOf(forecast.earliest), until)),
          limitY,
          forecast.latest === null ? 100 : axis.x(Math.min(timeOf(forecast.latest), until)),
          limitY,
        ),
    dots("dot latest", [[axis.x(newest.at), values.y(newest.value)]]),
  ].join("");
  const texts = [
    axis.dates(HEIGHT - 8),
    baseline === null
      ? ""
      : label(`baseline ${figure(baseline.value)}`, 34, values.y(baseline.value) - 5, {
          kind: "over",
          anchor: "middle",
        }),
    limit === null
      ? ""
      : label(
          `limit ${figure(limit.value)}`,
          62,
          limitY + (isBelow(metric) && limitY < BOTTOM - 20 ? 14 : -5),
          {
            kind: "over bad",
            anchor: "middle",
          },
        ),
    label(figure(newest.value), axis.x(newest.at), values.y(newest.value) - 9, {
      kind: "over strong",
      anchor: axis.x(newest.at) > 88 ? "end" : "middle",
    }),
    ...onsets.map((time) =>
      label(`step, ${dayWords(time)}`, axis.x(time), TOP - 11, {
        anchor: axis.x(time) > 85 ? "end" : axis.x(time) < 15 ? "start" : "middle",
      }),
    ),
    values.numbers,
  ].join("");
  return svg({
    id: `chart-metric-${rank + 1}`,
    title: short(`${metric.name} (${metric.source})`, 200),
    description: describe(metric),
    height: HEIGHT,
    body: stretched(HEIGHT, drawn) + texts,
  });
}

/** The mean before and after each step: a sloping line would show a decline that there was not. */
function stepPath(
  points: readonly { at: number; value: number }[],
  onsets: readonly number[],
  { x, y }: { x: Place; y: Place },
): string {
  const bounds = [Number.NEGATIVE_INFINITY, ...[...onsets].sort((a, b) => a - b), Infinity];
  return bounds
    .slice(1)
    .map((end, i) => points.filter(({ at }) => at >= (bounds[i] as number) && at < end))
    .filter((part) => part.length > 0)
    .map((part, i) => {
      const mean = y(part.reduce((sum, { value }) => sum + value, 0) / part.length);
      const [from, to] = [part[0], part.at(-1)].map((point) => round(x(point?.at ?? 0)));
      return i === 0 ? `M${from} ${round(mean)}H${to}` : `H${from}V${round(mean)}H${to}`;
    })
    .join("");
}

/** What a metric's chart shows, in words. */
function describe(metric: MetricAssessment): string {
  const { points, points_found, latest, baseline, limit, trend, change_points, forecast } = metric;
  const days = (text: string | undefined) => text?.slice(0, 10) ?? "";
  const said = [
    `${metric.verdict}; ${count(points_found, "point")} from ${days(points[0]?.time)} to ${days(points.at(-1)?.time)}`,
    latest === null || latest.value === null
      ? "latest no finite number"
      : `latest ${figure(latest.value)}`,
    baseline === null ? "no baseline" : `baseline ${figure(baseline.value)}`,
    limit === null ? "no limit" : `limit ${figure(limit.value)}${limit.crossed ? ", crossed" : ""}`,
    trend === null ? "no trend known" : `trend ${figure(trend.slope_per_day)} a day`,
    ...change_points
      .filter(({ marks }) => marks === "onset")
      .map(({ time }) => `change on ${days(time)}`),
    forecast === null ? "" : `forecast to cross its limit on ${forecast.crosses_on}`,
  ];
  return `${said.filter(Boolean).join("; ")}.`;
}

function isBelow({ limit, direction }: MetricAssessment): boolean {
  return limit?.floor !== null || direction === "higher";
}

/** When the future that is drawn ends. */
function endOf(
  { crosses_on, latest }: NonNullable<MetricAssessment["forecast"]>,
  first: number,
  end: number,
): number {
  const most = ((end - first) * MOST_FUTURE) / (1 - MOST_FUTURE);
  return end + Math.max(0, Math.min(timeOf(latest ?? crosses_on) + 3 * DAY - end, most));
}

/** A little room above and below, also of what is constant. */
function domainOf(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most - least) * 0.12 || Math.abs(most) * 0.05 || 1;
  return [least - room, most + room];
}

/** The beginnings of changes, and the first few alarms. */
function changesOf({ change_points }: MetricAssessment): { at: number; isOnset: boolean }[] {
  const marked = change_points.map(({ time, marks }) => ({
    at: timeOf(time),
    isOnset: marks === "onset",
  }));
  return [
    ...marked.filter(({ isOnset }) => isOnset),
    ...marked.filter(({ isOnset }) => !isOnset).slice(0, MOST_ALARMS),
  ];
}
