import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { statedInstant } from "../files/result-time.ts";
import { sourceName } from "../files/source-name.ts";
import { NO_LEAVES } from "../metrics/leaves.ts";
import { NoMetrics } from "../metrics/metric-file.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import { isBranch, readEvaluation } from "../metrics/metric-tree.ts";
import { type ReportFile, readReports } from "../reports.ts";
import type { SourceProblem } from "../schema.ts";
import { parseDelimited } from "../table/delimited.ts";
import { numberIn } from "../table/table.ts";
import { readVerdict } from "./verdict.ts";

/**
 * A drift report as teams write it themselves: JSON that says `drift_detected`, of the whole or of each
 * feature, or has a score beside its threshold; or a table with a row for each feature. Of a list of reports
 * the last counts.
 */
export const driftReportSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.{json,csv}", problems);
    const unclear: SourceProblem[] = [];
    const evidence = readReports(
      paths.map((path) => locateReport(path, query, unclear)),
      query,
    );
    const read = new Set(evidence.runs.map(({ path }) => path));
    const notes = unclear.filter(({ path }) => query.isUsualPlace === true && !read.has(path));
    return {
      ...evidence,
      notes: [...(evidence.notes ?? []), ...notes],
      problems: [...problems, ...evidence.problems],
    };
  },
};

function locateReport(path: string, query: EvidenceQuery, unclear: SourceProblem[]): ReportFile {
  const place = sourceName(path);
  return {
    path,
    place,
    at: null,
    modelVersion: null,
    source: query.isUsualPlace ? place : query.config.path,
    evaluate(text) {
      if (text.trim() === "") throw new Error("empty; a drift report is expected");
      const parsed = path.endsWith(".csv") ? { features: readRows(text) } : parseJson(text);
      const json = Array.isArray(parsed) ? parsed.at(-1) : parsed;
      const verdict = isBranch(json) ? readVerdict(json, place) : null;
      if (!isBranch(json) || verdict === null) {
        unclear.push({ path, problem: UNCLEAR });
        throw new NoMetrics(UNCLEAR);
      }
      const { at } = readEvaluation(json, ".", "", query.zone);
      return [
        { at: at ?? findTime(json, query), model: null, leaves: NO_LEAVES, verdicts: [verdict] },
      ];
    },
  };
}

/** The rows of a table, as a list of features. */
function readRows(text: string): Record<string, unknown>[] {
  const { columns, rows } = parseDelimited(text, () => {});
  return rows.map(({ cells }) =>
    Object.fromEntries(
      columns.map((column, i) => [column, numberIn(cells[i] ?? null) ?? cells[i]]),
    ),
  );
}

const UNCLEAR = 'a drift report without a verdict; write "drift_detected": true or false into it';

/** The names of a report's time, beside those of all results. */
const TIMES = [
  "generated_at",
  "report_date",
  "report_time",
  "run_date",
  "run_at",
  "checked_at",
  "analysis_date",
];

function findTime(json: Record<string, unknown>, { zone }: EvidenceQuery) {
  const branches = [json, ...Object.values(json).filter(isBranch)];
  for (const branch of branches) {
    for (const key of [...TIMES, "timestamp", "created_at", "date"]) {
      const instant = statedInstant(branch[key], zone);
      if (instant !== undefined) return instant;
    }
  }
  return null;
}
