import { line } from "d3-shape";
import type { MetricAssessment } from "../../drift/schema.ts";
import { count, figure } from "../../text/quantity.ts";
import { dayWords, type Place, parseTime, timeAxis, valueAxis } from "./axis.ts";
import { dots, label, path, round, rule, short, stretched, svg } from "./svg.ts";

const DAY = 86_400_000;
const [TOP, BOTTOM, HEIGHT] = [24, 142, 168];
/** The future has at most so much of the width: a forecast may be years away. */
const MOST_FUTURE = 0.4;
/** Where the numbers of the values stand, in per cent. */
const GUTTER = 12;

/**
 * A metric over time with what it is judged by: its baseline and limit, the line of Theil and Sen, change
 * points, and when it will cross the limit if it goes on so.
 *
 * @param rank of the metric on the page, from 0, for its id
 */
export function metricChart(metric: MetricAssessment, rank: number): string {
  const points = metric.points.map(({ time, value }) => ({ at: parseTime(time), value }));
  const finite = points.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]));
  const [first, last, newest] = [points[0]?.at, points.at(-1)?.at, finite.at(-1)];
  if (first === undefined || last === undefined || newest === undefined) return "";
  const { baseline, limit, forecast } = metric;
  const end = Math.max(last, first + DAY);
  const until = forecast === null ? end : forecastEnd(forecast, first, end);
  const axis = timeAxis([first, until], [GUTTER, 99]);
  const known = finite.map(({ value }) => value);
  const values = valueAxis(
    valueDomain([...known, ...(baseline ? [baseline.value] : []), ...(limit ? [limit.value] : [])]),
    [BOTTOM, TOP],
    { words: figure, isNice: false },
  );
  const frame: Frame = { x: axis.x, y: values.y, first, until };
  const step = metric.step_at === null ? null : parseTime(metric.step_at);
  const drawn = [
    values.lines,
    drawBounds(metric, frame),
    drawStep(step, frame),
    drawPoints(points, finite, frame),
    step === null ? drawTrend(metric, frame) : path("trend", stepPath(finite, step, frame)),
    drawForecast(metric, frame),
    dots("dot latest", [[axis.x(newest.at), values.y(newest.value)]]),
  ].join("");
  const texts = [
    axis.dates(HEIGHT - 8),
    boundLabels(metric, frame),
    newestLabel(newest, frame),
    stepLabel(step, frame),
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

/** Where times and values lie, and the first and last time that is drawn. */
interface Frame {
  readonly x: Place;
  readonly y: Place;
  readonly first: number;
  readonly until: number;
}

interface FinitePoint {
  readonly at: number;
  readonly value: number;
}

/** Baseline and limit. */
function drawBounds({ baseline, limit }: MetricAssessment, { x, y, first }: Frame): string {
  const baselineY = baseline === null ? 0 : y(baseline.value);
  const limitY = limit === null ? 0 : y(limit.value);
  return [
    baseline === null
      ? ""
      : rule("baseline", x(Math.max(first, parseTime(baseline.from))), baselineY, 100, baselineY),
    limit === null ? "" : rule("limit", GUTTER, limitY, 100, limitY),
  ].join("");
}

function drawStep(at: number | null, { x }: Frame): string {
  return at === null ? "" : rule("onset", x(at), TOP - 8, x(at), BOTTOM);
}

/** The points and the line through them; what is no number lies at the bottom. */
function drawPoints(
  points: readonly { readonly at: number; readonly value: number | null }[],
  finite: readonly FinitePoint[],
  { x, y }: Frame,
): string {
  const trace = line<{ readonly at: number; readonly value: number | null }>()
    .defined(({ value }) => value !== null)
    .x(({ at }) => round(x(at)))
    .y(({ value }) => round(y(value ?? 0)));
  return [
    path("trace", trace([...points]) ?? ""),
    dots(
      points.length > 80 ? "dot small" : "dot",
      finite.map(({ at, value }) => [x(at), y(value)]),
    ),
    dots(
      "nothing",
      points.flatMap(({ at, value }) => (value === null ? [[x(at), BOTTOM]] : [])),
    ),
  ].join("");
}

function drawTrend({ trend }: MetricAssessment, { x, y }: Frame): string {
  if (trend === null) return "";
  const { from, to } = trend;
  return rule("trend", x(parseTime(from.time)), y(from.value), x(parseTime(to.time)), y(to.value));
}

/** The line on from the trend to the limit, and when it may cross that. */
function drawForecast({ trend, limit, forecast }: MetricAssessment, frame: Frame): string {
  if (forecast === null) return "";
  const { x, y, until } = frame;
  const limitY = limit === null ? 0 : y(limit.value);
  const upTo = (day: string) => x(Math.min(parseTime(day), until));
  const latest = forecast.latest === null ? 100 : upTo(forecast.latest);
  return [
    trend === null
      ? ""
      : rule(
          "forecast",
          x(parseTime(trend.to.time)),
          y(trend.to.value),
          upTo(forecast.crosses_on),
          limitY,
        ),
    rule("when", upTo(forecast.earliest), limitY, latest, limitY),
  ].join("");
}

function boundLabels(metric: MetricAssessment, { y }: Frame): string {
  const { baseline, limit } = metric;
  const limitY = limit === null ? 0 : y(limit.value);
  const limitTextY = limitY + (isBelow(metric) && limitY < BOTTOM - 20 ? 14 : -5);
  return [
    baseline === null
      ? ""
      : label(`baseline ${figure(baseline.value)}`, 34, y(baseline.value) - 5, {
          kind: "over",
          anchor: "middle",
        }),
    limit === null
      ? ""
      : label(`limit ${figure(limit.value)}`, 62, limitTextY, {
          kind: "over bad",
          anchor: "middle",
        }),
  ].join("");
}

function newestLabel({ at, value }: FinitePoint, { x, y }: Frame): string {
  const anchor = x(at) > 88 ? "end" : "middle";
  return label(figure(value), x(at), y(value) - 9, { kind: "over strong", anchor });
}

function stepLabel(at: number | null, { x }: Frame): string {
  if (at === null) return "";
  const anchor = x(at) > 85 ? "end" : x(at) < 15 ? "start" : "middle";
  return label(`step, ${dayWords(at)}`, x(at), TOP - 11, { anchor });
}

/** The mean before and after the step: a sloping line would show a decline that there was not. */
function stepPath(
  points: readonly { at: number; value: number }[],
  step: number,
  { x, y }: Frame,
): string {
  return [points.filter(({ at }) => at < step), points.filter(({ at }) => at >= step)]
    .filter((part) => part.length > 0)
    .map((part, i) => {
      const mean = y(part.reduce((sum, { value }) => sum + value, 0) / part.length);
      const [from, to] = [part[0], part.at(-1)].map((point) => round(x(point?.at ?? 0)));
      return i === 0 ? `M${from} ${round(mean)}H${to}` : `H${from}V${round(mean)}H${to}`;
    })
    .join("");
}

/** The description of a metric's chart. */
function describe(metric: MetricAssessment): string {
  const { points, points_found, latest, baseline, limit, trend, step_at, forecast } = metric;
  const days = (text: string | undefined) => text?.slice(0, 10) ?? "";
  const said = [
    `${metric.verdict}; ${count(points_found, "point")} from ${days(points[0]?.time)} to ${days(points.at(-1)?.time)}`,
    latest === null || latest.value === null
      ? "latest no finite number"
      : `latest ${figure(latest.value)}`,
    baseline === null ? "no baseline" : `baseline ${figure(baseline.value)}`,
    limit === null ? "no limit" : `limit ${figure(limit.value)}${limit.crossed ? ", crossed" : ""}`,
    trend === null ? "no trend known" : `trend ${figure(trend.slope_per_day)} a day`,
    step_at === null ? "" : `change on ${days(step_at)}`,
    forecast === null ? "" : `forecast to cross its limit on ${forecast.crosses_on}`,
  ];
  return `${said.filter(Boolean).join("; ")}.`;
}

function isBelow({ limit, direction }: MetricAssessment): boolean {
  return limit?.floor !== null || direction === "higher";
}

/** When the future that is drawn ends. */
function forecastEnd(
  { crosses_on, latest }: NonNullable<MetricAssessment["forecast"]>,
  first: number,
  end: number,
): number {
  const most = ((end - first) * MOST_FUTURE) / (1 - MOST_FUTURE);
  return end + Math.max(0, Math.min(parseTime(latest ?? crosses_on) + 3 * DAY - end, most));
}

/** A little room above and below, also of what is constant. */
function valueDomain(values: readonly number[]): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most - least) * 0.12 || Math.abs(most) * 0.05 || 1;
  return [least - room, most + room];
}
