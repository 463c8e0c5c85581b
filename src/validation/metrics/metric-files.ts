import { groupBy } from "../../collections/group-by.ts";
import { messageOf } from "../../errors.ts";
import { dateWords } from "../../time/date-words.ts";
import { formatInstant, type Instant } from "../../time/instant.ts";
import type { Evidence, EvidenceQuery, MetricSeries, Owner } from "../evidence.ts";
import { type FileVersion, gitHistory, sameText } from "../files/git-history.ts";
import { isPointer } from "../files/json.ts";
import { distinct, openResult, type ResultFile, readResult } from "../files/result-file.ts";
import { afterPlan, namedInstant, resultTime } from "../files/result-time.ts";
import { algorithmNamed } from "../models/run-kind.ts";
import type { SourceProblem } from "../schema.ts";
import type { Dated } from "./dated.ts";
import { seriesOf } from "./dated-series.ts";
import { failedEvaluations, type LostFile } from "./failed-evaluations.ts";
import { namesIn } from "./leaves.ts";
import { type MetricFile, NoMetrics, type TextFault, type UnreadFile } from "./metric-file.ts";
import { noMetricNotes, selectMetrics } from "./metric-name.ts";
import { runsOf } from "./metric-runs.ts";
import { type Evaluation, numbersOf } from "./metric-tree.ts";
import { percentagesIn, unreadableIn } from "./odd-numbers.ts";

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
  const problems: SourceProblem[] = [];
  let newestUnread: Instant | null = null;
  const unread = (path: string, problem: string, written: Instant): void => {
    problems.push({ path, problem });
    newestUnread = Math.max(newestUnread ?? written, written);
  };
  const unreadFiles: UnreadFile[] = [];
  const found = files.flatMap((file) => {
    try {
      return { file, result: openResult(file.path, query) };
    } catch (error) {
      unread(file.path, messageOf(error), query.now);
      unreadFiles.push({ file, at: query.now, timeSource: "modified", isOther: false });
      return [];
    }
  });
  const opened: Opened[] = [];
  const passedOver: Opened[] = [];
  const taken: { path: string; owner: Owner }[] = [];
  for (const { file, result } of distinct(found, ({ result }) => result)) {
    const item: Opened = {
      file,
      result,
      text: null,
      evaluations: null,
      isOther: false,
      problem: "no metric in it",
    };
    const owner = query.claims?.get(result.identity);
    if (owner !== undefined && owner !== query.config.tool) {
      taken.push({ path: file.path, owner });
      continue;
    }
    try {
      item.text = readResult(result);
      const fault: TextFault = (problem, mayBeNewest) => {
        if (mayBeNewest) unread(file.path, problem, result.modified);
        else problems.push({ path: file.path, problem });
      };
      item.evaluations = wanted(file.evaluate(item.text, fault), query);
    } catch (error) {
      item.isOther = error instanceof NoMetrics;
      item.problem = messageOf(error);
      if (item.isOther && query.isUsualPlace) {
        passedOver.push(item);
        continue;
      }
    }
    query.claims?.set(result.identity, query.config.tool);
    // Also of a file that cannot be read now, its past can.
    opened.push(item);
  }
  if (query.isUsualPlace !== true) problems.push(...takenProblem(taken));
  const past = query.config.history;
  const asked = [...opened, ...(past ? passedOver : [])].filter(
    ({ evaluations }) => past || evaluations?.some(({ at }) => at === null),
  );
  const history = gitHistory(
    query.cwd,
    asked.map(({ file }) => file.path),
    past,
  );
  const [first] = asked;
  if (history.problem !== null && first !== undefined) {
    problems.push({ path: first.file.path, problem: history.problem });
  }
  // What held metrics once is a result, though it holds none now.
  for (const item of passedOver.splice(0)) {
    const versions = history.versions.get(item.file.path) ?? [];
    if (!versions.some(({ text }) => isEvaluation(item.file, text, query))) passedOver.push(item);
    else {
      opened.push(item);
      query.claims?.set(item.result.identity, query.config.tool);
    }
  }
  const dated = opened.flatMap((item) => {
    const versions = history.versions.get(item.file.path) ?? [];
    return datedOf(item, versions, query, problems);
  });
  const known = dated.filter(({ at }) => at <= query.now);
  problems.push(
    ...laterProblems(
      dated.filter(({ isPending }) => !isPending),
      query,
    ),
  );
  const { series, experiments, notes: unnamed } = seriesOf(known, query.config, isMonitor);
  for (const { path, names, at } of blanksIn(known, series)) {
    const are = names.length === 1 ? "is null" : "are null";
    unread(path, `${listed(names)} ${are}, no number; a metric that is none is written NaN`, at);
  }
  const hasOdd = known.some(({ odd }) => odd.length > 0);
  const written = hasOdd
    ? known.map(({ file, at, odd }) => ({ path: file.path, source: file.source, at, odd }))
    : [];
  for (const { path, problem, at } of unreadableIn(written, series)) {
    if (at === null) problems.push({ path, problem });
    else unread(path, problem, at);
  }
  const names = [...namesIn(known)];
  if (names.length > 0 && series.length === 0 && experiments.length === 0) {
    const problem = `no metric is named like \`metrics\`; there is ${listed(names)}`;
    problems.push({ path: query.config.path, problem });
  }
  const lost: LostFile[] = [];
  const sources = new Set(known.filter(({ leaves }) => leaves.names.length > 0).map(sourceOf));
  for (const { file, result, text, evaluations, isOther, problem } of [...opened, ...passedOver]) {
    if (evaluations !== null) continue;
    const [newest] = history.versions.get(file.path) ?? [];
    const isCommitted = newest !== undefined && text !== null && sameText(newest.text, text);
    const committed = isCommitted ? newest.at : null;
    const known = { own: null, committed, path: file.path, modified: result.modified };
    const unreadFile = { file, isOther, ...resultTime(known, query.zone) };
    unreadFiles.push(unreadFile);
    const isOurs = opened.some((each) => each.file === file) || sources.has(file.source);
    if (!isOurs) continue;
    unread(file.path, problem, unreadFile.at);
    // A pointer to a result elsewhere is no failed evaluation.
    const isAway = text !== null && isPointer(text);
    if (unreadFile.at <= query.now && !isAway) lost.push({ ...unreadFile, problem });
  }
  const runs = runsOf(known, query.zone);
  const settings = [...groupBy(known, ({ file }) => file.source)].flatMap(([path, items]) =>
    noMetricNotes(namesIn(items), query.config.metrics).map((problem) => ({ path, problem })),
  );
  const notes = [
    ...percentagesIn(written, series),
    ...settings,
    ...unfinished(dated, query),
    ...unnamed,
  ];
  const failed = failedEvaluations(known, series, lost);
  return {
    series,
    runs,
    alerts: [],
    problems,
    notes,
    newestUnread,
    unreadFiles,
    failed,
    experiments,
  };
}

function sourceOf({ file }: Dated): string {
  return file.source;
}

/** Whether a text of a file holds metrics. */
function isEvaluation(file: MetricFile, text: string, query: EvidenceQuery): boolean {
  try {
    return wanted(file.evaluate(text), query).length > 0;
  } catch {
    return false;
  }
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

/** Files that were named for one tool, and read by another before: a line for all. */
function takenProblem(taken: readonly { path: string; owner: Owner }[]): SourceProblem[] {
  const [first] = taken;
  if (first === undefined) return [];
  const { path, owner } = first;
  const more = taken.length > 1 ? `, and ${taken.length - 1} more` : "";
  const by = owner === "generator" ? "`validation.runs`" : `\`tool: ${owner}\``;
  return [{ path, problem: `read already by ${by}${more}; name a file in one place only` }];
}

interface Opened {
  readonly file: MetricFile;
  readonly result: ResultFile;
  /** null where it could not be read. */
  text: string | null;
  /** null where it could not be read, or is broken. */
  evaluations: readonly Evaluation[] | null;
  /** Whether it is sound, but of something else. */
  isOther: boolean;
  /** The fault of a file that could not be read. */
  problem: string;
}

/** More numbers than these are no metrics of a model, and would take long to judge. */
const MOST_METRICS = 1000;

/**
 * What is asked for of a file.
 *
 * @throws Error where there is nothing of it, or far too much
 */
function wanted(evaluations: readonly Evaluation[], { config }: EvidenceQuery): Evaluation[] {
  const { model, metrics } = config;
  const own = evaluations.filter(
    (each) => model === undefined || each.model === null || each.model === model,
  );
  if (own.length === 0 && evaluations.length > 0) {
    const there = listed(evaluations.flatMap((each) => each.model ?? []));
    throw new NoMetrics(`no evaluation of the model ${model}; there is ${there}`);
  }
  const names = namesIn(own);
  const selected = metrics === undefined ? names : selectMetrics(names, metrics);
  if (selected.size > MOST_METRICS) {
    throw new Error(
      `${selected.size} numbers, more than ${MOST_METRICS} metrics; name those that count under \`metrics\``,
    );
  }
  return own;
}

/** Names in a message: the first few. */
function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  return `${distinct.slice(0, 5).join(", ")}${distinct.length > 5 ? " …" : ""}`;
}

/**
 * What a file holds and held, oldest first. A file that is called after a day holds what was found on
 * that day: an older version of it was corrected.
 */
function datedOf(
  { file, result, text, evaluations }: Opened,
  versions: readonly FileVersion[],
  query: EvidenceQuery,
  problems: SourceProblem[],
): Dated[] {
  const { path } = file;
  const isOfDay = namedInstant(path, query.zone) !== null;
  const [newest] = versions;
  const isCommitted = newest !== undefined && text !== null && sameText(newest.text, text);
  const dated: Dated[] = [];
  // A list that grows repeats itself in every version: the newest of each evaluation counts.
  const stated = new Set<string>();
  const add = (found: readonly Evaluation[], committed: Instant | null, isPast = false): void => {
    const isNew = ({ at, model }: Evaluation) => at === null || !stated.has(`${at} ${model}`);
    const added = read.length > 1 ? found.filter(isNew) : found;
    // Reversed below: a list keeps its order.
    for (const evaluation of added.toReversed()) {
      const known = { own: evaluation.at, committed, path, modified: result.modified };
      const { at, timeSource } = resultTime(known, query.zone);
      // Key by key: of 150,000 rows a spread would take seconds.
      dated.push({
        file,
        at,
        timeSource,
        algorithm: algorithmNamed(evaluation.model),
        isOwn: false,
        name: evaluation.name ?? null,
        settings: evaluation.settings ?? null,
        isFailed: evaluation.isFailed ?? false,
        leaves: evaluation.leaves,
        blanks: evaluation.blanks ?? NONE,
        odd: evaluation.odd ?? NONE,
        verdicts: evaluation.verdicts ?? NONE,
        isPending: evaluation.isPending ?? false,
        isPast,
      });
    }
    if (read.length > 1) for (const { at, model } of added) stated.add(`${at} ${model}`);
  };
  const isSeries = query.config.history && file.hasPast !== false && !isOfDay;
  const past = isSeries ? versions : isCommitted ? [newest] : [];
  const broken: string[] = [];
  const isDated = evaluations?.every(({ at }) => at !== null) === true;
  const read: { found: readonly Evaluation[]; committed: Instant | null; isPast: boolean }[] = [];
  if (!isCommitted) read.push({ found: evaluations ?? [], committed: null, isPast: false });
  past.forEach((version, index) => {
    const isNow = isCommitted && index === 0;
    // A table that grew holds all that it was.
    if (!isNow && isDated && text?.startsWith(version.text)) return;
    try {
      const found = isNow ? evaluations : wanted(file.evaluate(version.text), query);
      read.push({ found: found ?? [], committed: version.at, isPast: !isNow });
    } catch (error) {
      const what = `commit ${version.commit.slice(0, 8)}: ${messageOf(error)}`;
      if (!(error instanceof NoMetrics)) broken.push(what);
    }
  });
  read.forEach(({ found, committed, isPast }, index) => {
    const before = read[index + 1];
    // A commit that changes no number, such as a corrected text, is not an evaluation.
    if (before !== undefined && numbersOf(found) === numbersOf(before.found)) {
      before.isPast &&= isPast;
      return;
    }
    add(found, committed, isPast);
  });
  if (broken.length > 0) {
    const many = `${broken.length} of ${past.length} versions in git left out, the last`;
    problems.push({ path, problem: `${many} ${broken[0]}` });
  }
  return dated.reverse();
}

/** Shared by all evaluations. */
const NONE: readonly never[] = [];

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

/** What is dated after the plan was not known then: a line a file. */
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
