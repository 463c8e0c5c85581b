import { ServerProblem, type ServerReader } from "../../../trust/server-reader.ts";
import { parseAnswer } from "../../servers/json-answer.ts";
import { type Answer, type AnsweredSeries, readAnswer } from "../answer.ts";
import { labelKey } from "../labelled-series.ts";
import { type QueryRange, splitRange } from "../query-range.ts";

/** The answer of a server to a query over a range of times. */
export interface RangeAnswer {
  /** In the order of their labels. */
  readonly series: readonly AnsweredSeries[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** More series of one query are no metric of a model, and would take long to judge. */
const MOST_SERIES = 1000;

/**
 * Evaluates a query at every step of a range, in as many requests as the server's limit of points needs. Stale
 * markers end a series: there the server gives no point.
 *
 * @param mostPoints that are read, of all series together
 * @param onSeries told how many series each request gave
 * @throws ServerProblem
 */
export async function askRange(
  reader: ServerReader,
  query: string,
  range: QueryRange,
  mostPoints: number,
  onSeries: (count: number) => void,
): Promise<RangeAnswer> {
  const series = new Map<
    string,
    { labels: AnsweredSeries["labels"]; values: [number, string][] }
  >();
  const warnings = new Set<string>();
  const infos = new Set<string>();
  let points = 0;
  for (const part of splitRange(range)) {
    const answer = await askPart(reader, query, part);
    for (const each of answer.warnings) warnings.add(each);
    for (const each of answer.infos) infos.add(each);
    const before = new Set<string>();
    for (const { labels, values } of answer.series) {
      const key = labelKey(Object.entries(labels));
      if (before.has(key)) throw unlikePrometheus("it gives a series twice");
      before.add(key);
      checkTimes(values, part);
      points += values.length;
      const known = series.get(key);
      if (known === undefined) series.set(key, { labels, values: [...values.map(copy)] });
      else for (const value of values) known.values.push(copy(value));
    }
    if (series.size > MOST_SERIES) {
      throw new ServerProblem(
        `gives more than ${MOST_SERIES} series: aggregate them in the query`,
        {
          status: REFUSED,
        },
      );
    }
    if (points > mostPoints) {
      throw new ServerProblem("gives more points than are read: choose a longer step", {
        status: REFUSED,
      });
    }
    onSeries(answer.series.length);
  }
  const sorted = [...series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return { series: sorted, warnings: [...warnings], infos: [...infos] };
}

/** The status of Prometheus for a query that it cannot evaluate. */
const REFUSED = 422;

/** Whether a problem is one of the query, so that another query may succeed. */
export function isOfQuery({ status }: ServerProblem): boolean {
  return status === 400 || status === REFUSED;
}

async function askPart(
  reader: ServerReader,
  query: string,
  { start, end, step }: QueryRange,
): Promise<Answer> {
  const text = await reader.read({
    path: "api/v1/query_range",
    query: [
      ["query", query],
      ["start", String(start)],
      ["end", String(end)],
      ["step", String(step)],
    ],
  });
  const json = parseAnswer(text, "Prometheus");
  let answer: Answer;
  try {
    answer = readAnswer(json);
  } catch (error) {
    throw unlikePrometheus((error as Error).message);
  }
  if (answer.resultType !== "matrix")
    throw unlikePrometheus(`a ${answer.resultType}, not a matrix`);
  if (answer.hasHistograms) {
    throw new ServerProblem(
      "gives native histograms: ask for a number, as histogram_quantile does",
      {
        status: REFUSED,
      },
    );
  }
  return answer;
}

/** @throws ServerProblem where points are not those that were asked for */
function checkTimes(values: AnsweredSeries["values"], { start, end, step }: QueryRange): void {
  let before = start - step;
  for (const [at] of values) {
    if (at <= before || at > end || (at - start) % step !== 0) {
      throw unlikePrometheus(`it gives a point at ${at}, which was not asked for`);
    }
    before = at;
  }
}

function copy([at, value]: readonly [number, string]): [number, string] {
  return [at, value];
}

function unlikePrometheus(why: string): ServerProblem {
  return new ServerProblem(`does not answer as Prometheus does: ${why}`);
}
