import { basename, extname } from "node:path";
import { textMatcher } from "../../glob/glob.ts";
import { findDirection } from "../../metric-names/names.ts";
import { count } from "../../text/quantity.ts";
import type { EvidenceQuery, EvidenceSource } from "../evidence.ts";
import { parseJson } from "../files/json.ts";
import { folderVersion, sourceName } from "../files/source-name.ts";
import { type MetricFile, NoMetrics } from "../metrics/metric-file.ts";
import { readMetricFiles } from "../metrics/metric-files.ts";
import { metricPaths } from "../metrics/metric-paths.ts";
import { listed } from "../metrics/opened-file.ts";
import type { SourceProblem } from "../schema.ts";
import { isAnswer, labelSeries, readAnswer } from "./answer.ts";
import { buildEvaluations } from "./evaluations.ts";
import { parseExposition } from "./exposition.ts";
import type { LabelledSeries } from "./labelled-series.ts";
import { readServer } from "./read-server.ts";

/**
 * Metrics of Prometheus: a server; files of OpenMetrics or of Prometheus's text format; and answers of its API that
 * were saved as JSON. A monitor wrote them, so that none is a trial.
 */
export const prometheusSource: EvidenceSource = {
  async read(query) {
    const problems: SourceProblem[] = [];
    const paths = await metricPaths(query, "**/*.{om,prom,openmetrics,txt,json}", problems);
    const others = new Map<string, Set<string>>();
    const files = paths.map((path): MetricFile => {
      const unnamed = new Set<string>();
      others.set(path, unnamed);
      return {
        path,
        source: query.isUsualPlace ? sourceName(path) : query.config.path,
        modelVersion: folderVersion(path),
        evaluate: evaluator(path, query.config.metrics, unnamed),
      };
    });
    const evidence = readMetricFiles(files, query, true);
    const notes = [...(evidence.notes ?? []), ...otherNotes(others, evidence.series.length > 0)];
    return { ...evidence, notes, problems: [...problems, ...evidence.problems] };
  },
  readServer,
};

/** Beyond a file of evaluations: it would take seconds to read. */
const MOST_BYTES = 16 << 20;

/** @param unnamed gets the names of metrics that are passed over */
function evaluator(
  path: string,
  globs: EvidenceQuery["config"]["metrics"],
  unnamed: Set<string>,
): MetricFile["evaluate"] {
  // A segment stands before the name of its metric: `north/auc`.
  const names = globs?.flatMap((each) => [each, each.slice(each.lastIndexOf("/") + 1)]);
  const isNamed = names === undefined ? null : textMatcher(names);
  return (text, tell) => {
    if (text.length > MOST_BYTES) {
      const size = Math.round(text.length / (1 << 20));
      throw new Error(`${size} MB, more than the ${MOST_BYTES >> 20} MB that are read`);
    }
    const series = /^\s*[{[]/.test(text.slice(0, 1000))
      ? readSaved(text, basename(path, extname(path)), tell).filter(
          ({ metric }) => isNamed?.(metric) ?? true,
        )
      : selectGauges(parseText(text), isNamed, unnamed);
    if (series.length === 0) throw new NoMetrics("no metric of a model in it");
    const { evaluations, faults } = buildEvaluations(series);
    const [first] = faults;
    if (first !== undefined && evaluations.length === 0) throw new Error(first);
    for (const fault of faults) tell?.(fault, true);
    return evaluations;
  };
}

/** @throws NoMetrics for a text of another kind */
function parseText(text: string): ReturnType<typeof parseExposition> {
  const isLike = /^(?:#[ \t]*(?:HELP|TYPE|UNIT|EOF)\b|[\w:.]+[ \t]*(?:\{|[ \t][-+.\dNI]))/m;
  if (!isLike.test(text.slice(0, 1 << 16))) {
    throw new NoMetrics("neither OpenMetrics, nor Prometheus's text format or JSON");
  }
  return parseExposition(text);
}

/**
 * The metrics that are named, or else gauges whose names the field knows: beside them exporters write what the
 * process and its machine do.
 */
function selectGauges(
  series: ReturnType<typeof parseExposition>,
  isNamed: ((name: string) => boolean) | null,
  unnamed: Set<string>,
): LabelledSeries[] {
  return series.filter(({ metric, isGauge }) => {
    if (isNamed !== null) return isNamed(metric);
    const isMetric = isGauge && findDirection(metric) !== null;
    if (!isMetric) unnamed.add(metric);
    return isMetric;
  });
}

/** @param stem what a value without a name is called, as that of an expression: the name of its file */
function readSaved(
  text: string,
  stem: string,
  tell: ((problem: string, mayBeNewest: boolean) => void) | undefined,
): LabelledSeries[] {
  const json = parseJson(text);
  if (!isAnswer(json)) throw new NoMetrics("JSON, but no answer of Prometheus's API to a query");
  const { series, hasHistograms, warnings } = readAnswer(json);
  for (const warning of warnings) tell?.(`the server warned: ${warning}`, false);
  if (hasHistograms) tell?.("native histograms in it are not numbers, and not read", false);
  return labelSeries(series, (stated) => stated ?? stem);
}

function otherNotes(
  others: ReadonlyMap<string, ReadonlySet<string>>,
  isFound: boolean,
): SourceProblem[] {
  if (!isFound) return [];
  return [...others].flatMap(([path, names]) => {
    if (names.size === 0) return [];
    const problem = `${count(names.size, "other metric")} not read: ${listed([...names])}; name those that count under \`metrics\``;
    return [{ path, problem }];
  });
}
