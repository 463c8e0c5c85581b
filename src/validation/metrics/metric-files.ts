import { groupBy } from "../../collections/group-by.ts";
import { dateWords } from "../../time/date-words.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import type { Evidence, EvidenceQuery, MetricSeries } from "../evidence.ts";
import { type GitHistory, gitHistory } from "../files/git-history.ts";
import { isPointer } from "../files/json.ts";
import { afterPlan, resultTime } from "../files/result-time.ts";
import { UnreadLog } from "../files/unread-log.ts";
import type { SourceProblem } from "../schema.ts";
import type { Dated } from "./dated.ts";
import { buildSeries } from "./dated-series.ts";
import { failedEvaluations, type LostFile } from "./failed-evaluations.ts";
import { dateEvaluations, presentCommit } from "./file-versions.ts";
import { namesIn } from "./leaves.ts";
import type { MetricFile, UnreadFile } from "./metric-file.ts";
import { noMetricNotes } from "./metric-name.ts";
import { listRuns } from "./metric-runs.ts";
import { type OddEvaluation, percentagesIn, unreadableIn } from "./odd-numbers.ts";
import {
  isEvaluation,
  listed,
  type Opened,
  type OpenedFiles,
  openMetricFiles,
} from "./opened-file.ts";

/**
 * Reads files of metrics, with what git remembers of them, as one series a source and metric. The time
 * of a point is what the file states, or else the date in the path, the commit that brought it, or when
 * the file was written. Of a file that is overwritten, each commit that changes a number is a point.
 *
 * @param isMonitor whether a monitor wrote them: then none is a trial
 */
export function readMetricFiles(
  files: readonly MetricFile[],
  query: EvidenceQuery,
  isMonitor = false,
): Evidence & { readonly unreadFiles: readonly UnreadFile[] } {
  const log = new UnreadLog();
  const looked = openMetricFiles(files, query, log);
  const history = readHistory(looked, query, log);
  const { opened, passedOver } = recallMetrics(looked, history, query);
  const dated = opened.flatMap((item) =>
    dateEvaluations(item, history.versions.get(item.file.path) ?? [], query, log.problems),
  );
  const known = dated.filter(({ at }) => at <= query.now);
  const settled = dated.filter(({ isPending }) => !isPending);
  log.problems.push(...laterProblems(settled, query));
  const { series, experiments, notes: unnamed } = buildSeries(known, query.config, isMonitor);
  const written = oddEvaluations(known);
  reportNoNumbers(known, series, written, log);
  if (series.length === 0 && experiments.length === 0) reportUnnamed(known, query, log);
  const unevaluated = [...opened, ...passedOver].filter(({ evaluations }) => evaluations === null);
  const unread = unevaluated.map((item) => dateUnread(item, history, query));
  const lost = reportLost(unread, { known, opened }, query, log);
  return {
    series,
    runs: listRuns(known, query.zone),
    alerts: [],
    problems: log.problems,
    notes: [
      ...percentagesIn(written, series),
      ...settingNotes(known, query),
      ...unfinished(dated, query),
      ...unnamed,
    ],
    newestUnread: log.newestUnread,
    unreadFiles: [...looked.unopened, ...unread.map(({ unreadFile }) => unreadFile)],
    failed: failedEvaluations(known, series, lost),
    experiments,
  };
}

/** What git remembers of the files that do not say themselves when they were; of all where their past is wanted. */
function readHistory(
  { opened, passedOver }: OpenedFiles,
  query: EvidenceQuery,
  log: UnreadLog,
): GitHistory {
  const past = query.config.history;
  const asked = [...opened, ...(past ? passedOver : [])].filter(
    ({ evaluations }) => past || evaluations?.some(({ at }) => at === null),
  );
  const paths = asked.map(({ file }) => file.path);
  const history = gitHistory(query.cwd, paths, past);
  const [first] = paths;
  if (history.problem !== null && first !== undefined) log.note(first, history.problem);
  return history;
}

/** What held metrics once is a result, though it holds none now. */
function recallMetrics(
  { opened, passedOver }: OpenedFiles,
  { versions }: GitHistory,
  query: EvidenceQuery,
): Pick<OpenedFiles, "opened" | "passedOver"> {
  const isRecalled = ({ file }: Opened) =>
    versions.get(file.path)?.some(({ text }) => isEvaluation(file, text, query)) === true;
  const recalled = passedOver.filter(isRecalled);
  for (const { result } of recalled) query.claims?.set(result.identity, query.config.tool);
  return {
    opened: [...opened, ...recalled],
    passedOver: passedOver.filter((item) => !recalled.includes(item)),
  };
}

/** Evaluations with texts where numbers are expected; without one there is nothing to say of any. */
function oddEvaluations(known: readonly Dated[]): OddEvaluation[] {
  if (!known.some(({ odd }) => odd.length > 0)) return [];
  return known.map(({ file, at, odd }) => ({ path: file.path, source: file.source, at, odd }));
}

/** Reports blanks and texts where metrics are expected. */
function reportNoNumbers(
  known: readonly Dated[],
  series: readonly MetricSeries[],
  written: readonly OddEvaluation[],
  log: UnreadLog,
): void {
  for (const { path, names, at } of blanksIn(known, series)) {
    const are = names.length === 1 ? "is null" : "are null";
    log.unread(path, `${listed(names)} ${are}; write NaN for a metric that is not a number`, at);
  }
  for (const { path, problem, at } of unreadableIn(written, series)) {
    if (at === null) log.note(path, problem);
    else log.unread(path, problem, at);
  }
}

function reportUnnamed(known: readonly Dated[], { config }: EvidenceQuery, log: UnreadLog): void {
  const names = [...namesIn(known)];
  if (names.length === 0) return;
  log.note(config.path, `no metric has a name listed under \`metrics\`; found: ${listed(names)}`);
}

interface UnreadItem {
  readonly item: Opened;
  readonly unreadFile: UnreadFile;
}

function dateUnread(item: Opened, { versions }: GitHistory, { zone }: EvidenceQuery): UnreadItem {
  const { file, result, text, isOther } = item;
  const committed = presentCommit(text, versions.get(file.path) ?? [])?.at ?? null;
  const known = { own: null, committed, path: file.path, modified: result.modified };
  return { item, unreadFile: { file, isOther, ...resultTime(known, zone) } };
}

/** Reports the unread files of sources that have metrics; returns those that may be failed evaluations. */
function reportLost(
  unread: readonly UnreadItem[],
  { known, opened }: { known: readonly Dated[]; opened: readonly Opened[] },
  query: EvidenceQuery,
  log: UnreadLog,
): LostFile[] {
  const sources = new Set(known.filter(({ leaves }) => leaves.names.length > 0).map(sourcePath));
  const ours = new Set(opened);
  return unread.flatMap(({ item, unreadFile }) => {
    const { file, text, problem } = item;
    if (!ours.has(item) && !sources.has(file.source)) return [];
    log.unread(file.path, problem, unreadFile.at);
    // A pointer to a result elsewhere is no failed evaluation.
    const isAway = text !== null && isPointer(text);
    return unreadFile.at <= query.now && !isAway ? [{ ...unreadFile, problem }] : [];
  });
}

function sourcePath({ file }: Dated): string {
  return file.source;
}

function settingNotes(known: readonly Dated[], { config }: EvidenceQuery): SourceProblem[] {
  return [...groupBy(known, sourcePath)].flatMap(([path, items]) =>
    noMetricNotes(namesIn(items), config.metrics).map((problem) => ({ path, problem })),
  );
}

/** The newest evaluation of each file, where it leaves blank what is a metric of its source. */
function blanksIn(
  dated: readonly Dated[],
  series: readonly MetricSeries[],
): { path: string; names: string[]; at: Instant }[] {
  const metrics = new Set(series.map(({ metric }) => metric));
  return [...groupBy(dated, ({ file }) => file.path)].flatMap(([path, items]) => {
    const { at, blanks } = items.reduce((a, b) => (b.at >= a.at ? b : a));
    const names = blanks.filter((name) => metrics.has(name));
    return names.length === 0 ? [] : [{ path, names, at }];
  });
}

/** Periods that have not ended, as the current month of NannyML's chunks: a line a file. */
function unfinished(dated: readonly Dated[], { now, zone }: EvidenceQuery): SourceProblem[] {
  const later = groupBy(
    dated.filter(({ at, isPending }) => isPending && at > now),
    ({ file }) => file.path,
  );
  return [...later].map(([path, items]) => {
    const last = items.reduce((a, b) => (b.at > a.at ? b : a));
    const end = dateWords(formatInstant(last.at, zone));
    return { path, problem: `ignored until its period ends on ${end}; nothing to fix` };
  });
}

/** Evidence dated after the plan was not known then: one problem for each file. */
function laterProblems(dated: readonly Dated[], { now, zone }: EvidenceQuery): SourceProblem[] {
  const later = groupBy(
    dated.filter(({ at }) => at > now),
    ({ file }) => file.path,
  );
  return [...later].map(([path, items]) => {
    const first = items.reduce((a, b) => (b.at < a.at ? b : a));
    const more = items.length > 1 ? ` and ${items.length - 1} more` : "";
    return { path, problem: `${afterPlan(first.at, first.timeSource, zone)}${more}` };
  });
}
