import type { AlertServerConfig } from "../../config/schema.ts";
import { formatInstant, MICROS_PER_SECOND } from "../../time/instant.ts";
import { ServerProblem } from "../../trust/server-reader.ts";
import type { Evidence, EvidenceQuery } from "../evidence.ts";
import type { Alert } from "../schema.ts";
import { shownAddress } from "../servers/shown-address.ts";
import type { AnsweredSeries } from "./answer.ts";
import { MOST_LETTERS } from "./label-roles.ts";
import { MOST_POINTS, type QueryRange } from "./query-range.ts";
import type { RangeAnswer } from "./server/ask-range.ts";
import { NO_PROMETHEUS } from "./server/prometheus-access.ts";

/**
 * The alerts of a server that were firing in the last days. Each time without a pause of five minutes in which one set
 * of labels was firing is one alert, from its beginning; an alert that was firing before those days is of their
 * beginning.
 *
 * @param days that count
 */
export async function readFiringAlerts(
  { url, matcher }: AlertServerConfig,
  days: number,
  query: Pick<EvidenceQuery, "now" | "zone" | "prometheus">,
): Promise<Evidence> {
  const path = shownAddress(url);
  const range = chooseRange(query.now, days);
  const question = { name: "ALERTS", query: alertQuery(matcher, range.step), range };
  const nothing = { series: [], runs: [], alerts: [], problems: [], newestUnread: null };
  let answer: RangeAnswer;
  try {
    answer = await (query.prometheus ?? NO_PROMETHEUS).ask(url, question);
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error;
    const problem = `alerts: ${error.message}`;
    return { ...nothing, problems: [{ path, problem }], newestUnread: query.now };
  }
  const alerts = answer.series.flatMap((series) =>
    findBeginnings(series, range).map((at): Alert => {
      const time = formatInstant(at * MICROS_PER_SECOND, query.zone);
      return { path: `${path}: ${alertName(series)}`, time, time_source: "run" };
    }),
  );
  const problems = answer.warnings.map((warning) => ({
    path,
    problem: `alerts: the server warns: ${warning}`,
  }));
  // That none was firing is known, as by a file of alerts.
  return { ...nothing, alerts, problems, alertFiles: Math.max(1, alerts.length) };
}

/** Rules are evaluated every minute or more often, by Prometheus's default. */
const STEP_S = 60;
/** A shorter pause, as of a restart of the server, does not end an alert. */
const PAUSE_S = 300;

function chooseRange(now: number, days: number): QueryRange {
  const seconds = Math.ceil(days * 86_400);
  // One request has all.
  const step = Math.max(STEP_S, Math.ceil(seconds / (MOST_POINTS - 1) / STEP_S) * STEP_S);
  // Up to the plan's own second: an alert that has just begun counts.
  const end = Math.floor(now / MICROS_PER_SECOND);
  const start = Math.max(0, end - Math.floor(seconds / step) * step);
  // The first point lies within the days that count.
  const isEarlier = start < now / MICROS_PER_SECOND - days * 86_400;
  return { start: isEarlier ? start + step : start, end, step };
}

/** An alert shorter than a step is found, too: within the time before each point. */
function alertQuery(matcher: string | undefined, step: number): string {
  const own = matcher?.replace(/^\s*\{|\}\s*$/g, "").trim() ?? "";
  const labels = ['alertstate="firing"', ...(own === "" ? [] : [own])];
  return `max_over_time(ALERTS{${labels.join(",")}}[${Math.max(PAUSE_S, step)}s])`;
}

/** The seconds at which each time without a pause begins. */
function findBeginnings({ values }: AnsweredSeries, { step }: QueryRange): number[] {
  return values
    .map(([at]) => at)
    .filter((at, i, all) => i === 0 || at - (all[i - 1] as number) > step);
}

function alertName({ labels }: AnsweredSeries): string {
  const { alertname = "an alert", severity } = labels;
  const name = severity === undefined ? alertname : `${alertname} (${severity})`;
  return name.slice(0, MOST_LETTERS);
}
