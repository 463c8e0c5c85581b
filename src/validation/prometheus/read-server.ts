import { parseShortDuration } from "../../time/short-duration.ts";
import { ServerProblem } from "../../trust/server-reader.ts";
import type { Evidence, ServerQuery } from "../evidence.ts";
import { UnreadLog } from "../files/unread-log.ts";
import type { Dated } from "../metrics/dated.ts";
import { buildSeries } from "../metrics/dated-series.ts";
import type { MetricFile } from "../metrics/metric-file.ts";
import type { Evaluation } from "../metrics/metric-tree.ts";
import { algorithmNamed } from "../models/run-kind.ts";
import type { SourceProblem } from "../schema.ts";
import { shownAddress } from "../servers/shown-address.ts";
import { labelSeries } from "./answer.ts";
import { buildEvaluations } from "./evaluations.ts";
import type { LabelledSeries } from "./labelled-series.ts";
import { alignRange, type QueryRange } from "./query-range.ts";
import { isOfQuery, type RangeAnswer } from "./server/ask-range.ts";
import { NO_PROMETHEUS, type PrometheusAccess } from "./server/prometheus-access.ts";
import { noteOverlaps, noteRepeatedValues } from "./step-notes.ts";

export const DEFAULT_STEP = "1d";
export const DEFAULT_RANGE = "180d";

/**
 * Reads the configured queries from a server: each point of an answer is an evaluation. A metric that
 * cannot be read is unknown.
 */
export async function readServer({ config, ...query }: ServerQuery): Promise<Evidence> {
  const { url, step = DEFAULT_STEP, range = DEFAULT_RANGE } = config;
  // A configuration has queries here, and no globs.
  const metrics = Array.isArray(config.metrics) ? {} : (config.metrics ?? {});
  const path = shownAddress(url);
  const log = new UnreadLog();
  const notes: SourceProblem[] = [];
  const seconds = [step, range].map((text) => parseShortDuration(text) ?? Number.NaN);
  const times = alignRange(query.now, ...(seconds as [number, number]));
  const report: Report = {
    unread: (problem) => log.unread(path, problem, query.now),
    problem: (problem) => log.note(path, problem),
    note: (problem) => notes.push({ path, problem }),
  };
  const found: LabelledSeries[] = [];
  for (const [name, text] of Object.entries(metrics)) {
    const question = { name, query: text, range: times };
    const answer = await askOne(query.prometheus ?? NO_PROMETHEUS, url, question, report);
    if (answer === "server failed") break;
    if (answer === null) continue;
    const isEmpty = answer.series.every(({ values }) => values.length === 0);
    if (isEmpty) {
      report.unread(
        `${name}: no value in the last ${range}; check the query, and how long the server keeps values`,
      );
    }
    found.push(...labelSeries(answer.series, () => name));
  }
  const { evaluations, faults } = buildEvaluations(found);
  for (const fault of faults) report.unread(fault);
  const dated = dateEvaluations(evaluations, path);
  // Each is configured by its name: none is passed over for what it is called.
  const { series } = buildSeries(dated, { metrics: ["*"] }, true);
  for (const note of noteOverlaps(metrics, step)) report.note(note);
  for (const note of noteRepeatedValues(series)) report.note(note);
  const { problems, newestUnread } = log;
  return { series, runs: [], alerts: [], problems, notes, newestUnread };
}

/** Where it is said what is wrong. */
interface Report {
  /** What may be the newest evaluation. */
  unread(problem: string): void;
  problem(problem: string): void;
  note(problem: string): void;
}

/** @returns null where this query alone cannot be read */
async function askOne(
  access: PrometheusAccess,
  url: string,
  question: { readonly name: string; readonly query: string; readonly range: QueryRange },
  report: Report,
): Promise<RangeAnswer | "server failed" | null> {
  const { name } = question;
  try {
    const answer = await access.ask(url, question);
    for (const warning of answer.warnings) report.problem(`${name}: the server warns: ${warning}`);
    for (const info of answer.infos) report.note(`${name}: the server notes: ${info}`);
    return answer;
  } catch (error) {
    if (!(error instanceof ServerProblem)) throw error;
    const isOne = isOfQuery(error);
    report.unread(isOne ? `${name}: ${error.message}` : error.message);
    return isOne ? null : "server failed";
  }
}

/** Evaluations as those of files, whose place is the server. */
function dateEvaluations(evaluations: readonly Evaluation[], path: string): Dated[] {
  const file: MetricFile = {
    path,
    source: `prometheus: ${new URL(path).host}`,
    modelVersion: null,
    evaluate: () => [],
  };
  return evaluations.flatMap(({ at, model, leaves }): Dated[] => {
    if (at === null) return [];
    return [
      {
        file,
        at,
        timeSource: "run",
        algorithm: algorithmNamed(model),
        isOwn: false,
        name: null,
        settings: null,
        isFailed: false,
        leaves,
        blanks: [],
        odd: [],
        verdicts: [],
        isPending: false,
        isPast: false,
      },
    ];
  });
}
