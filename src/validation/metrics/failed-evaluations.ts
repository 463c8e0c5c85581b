import { groupBy } from "../../collections/group-by.ts";
import type { FailedEvaluation, MetricSeries } from "../evidence.ts";
import type { Dated } from "./dated.ts";
import type { UnreadFile } from "./metric-file.ts";

/** A file without an evaluation, and why. */
export interface LostFile extends UnreadFile {
  readonly problem: string;
}

/**
 * The newest result of each source that has metrics, where no number can be read from it: a file that is
 * broken or holds something else, such as an error message, or a row that is empty.
 *
 * @param dated all evaluations that could be read
 * @param lost files from which none could be
 */
export function failedEvaluations(
  dated: readonly Dated[],
  series: readonly MetricSeries[],
  lost: readonly LostFile[],
): FailedEvaluation[] {
  const metrics = new Set(series.map(({ metric }) => metric));
  const isMeasured = ({ leaves }: Dated) => leaves.names.some((name) => metrics.has(name));
  const sources = groupBy(dated, ({ file }) => file.source);
  return [...sources].flatMap(([source, own]): FailedEvaluation[] => {
    const measured = own.filter(isMeasured);
    if (measured.length === 0) return [];
    const newest = measured.reduce((latest, { at }) => Math.max(latest, at), -Infinity);
    const empty = own
      .filter((each) => each.at > newest && each.verdicts.length === 0 && !each.isPending)
      .map(({ file, at, timeSource }) => ({ path: file.path, at, timeSource, problem: EMPTY }));
    const unread = lost
      .filter(({ file, at }) => file.source === source && at > newest)
      .map(({ file, at, timeSource, problem }) => ({ path: file.path, at, timeSource, problem }));
    const [last] = [...empty, ...unread].sort((a, b) => b.at - a.at);
    return last === undefined ? [] : [{ ...last, source }];
  });
}

const EMPTY = "no number in its newest evaluation";
