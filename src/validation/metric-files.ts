import { messageOf } from "../errors.ts";
import type { Instant } from "../instant.ts";
import type { Evidence, EvidenceQuery, MetricPoint, MetricSeries } from "./evidence.ts";
import { type FileVersion, gitHistory, sameText } from "./git-history.ts";
import { selectMetrics } from "./metric-name.ts";
import type { Evaluation, MetricLeaf } from "./metric-tree.ts";
import { openResult, type ResultFile, readResult } from "./result-file.ts";
import { afterPlan, namedInstant, type ResultTime, resultTime } from "./result-time.ts";
import type { SourceProblem } from "./schema.ts";

/** A file that a source has found, and how it is read. */
export interface MetricFile {
  /** Relative to the project. */
  readonly path: string;
  /** Files of one source are one series a metric. */
  readonly source: string;
  /** The model's version by the file's place; what the file says itself is before it. */
  readonly modelVersion: string | null;
  /**
   * What a text of this file holds: mostly one evaluation, more where it is a list of them.
   *
   * @throws NoMetrics where it is sound but something else
   * @throws Error where it is broken
   */
  evaluate(text: string): readonly Evaluation[];
}

/** A sound file in which there is no metric: worth a word only where it was named. */
export class NoMetrics extends Error {}

/**
 * Reads files of metrics, with what git remembers of them, as one series a source and metric. The time
 * of a point is what the file states, or else the commit that brought it, the date in the path, or when
 * the file was written. Of a file that is overwritten, each commit is a point.
 */
export function readMetricFiles(files: readonly MetricFile[], query: EvidenceQuery): Evidence {
  const problems: SourceProblem[] = [];
  let newestUnread: Instant | null = null;
  const opened: Opened[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    let written = query.now;
    try {
      const result = openResult(file.path, query.cwd);
      // A link `latest` shows files again.
      if (seen.has(result.identity) || !claim(result, query)) continue;
      seen.add(result.identity);
      written = result.modified;
      const item: Opened = { file, result, text: null, evaluations: null };
      // Also of a file that cannot be read now, its past can.
      opened.push(item);
      item.text = readResult(result);
      item.evaluations = wanted(file.evaluate(item.text), query);
    } catch (error) {
      if (error instanceof NoMetrics && query.isUsualPlace) {
        opened.pop();
        continue;
      }
      problems.push({ path: file.path, problem: messageOf(error) });
      newestUnread = Math.max(newestUnread ?? written, written);
    }
  }
  const past = query.config.history;
  const asked = opened.filter(
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
  const imports = importsOf(opened, history.versions, query);
  const dated = opened.flatMap((item) => {
    const versions = history.versions.get(item.file.path) ?? [];
    return datedOf(item, versions, imports, query, problems);
  });
  const known = dated.filter(({ at }) => at <= query.now);
  problems.push(...laterProblems(dated, query));
  return { series: seriesOf(known, query), runs: [], alerts: [], problems, newestUnread };
}

interface Opened {
  readonly file: MetricFile;
  readonly result: ResultFile;
  /** null where it could not be read. */
  text: string | null;
  /** null where it could not be read, or is broken. */
  evaluations: readonly Evaluation[] | null;
}

/** Whether no other tool has read the file. */
function claim({ identity }: ResultFile, { config, claims }: EvidenceQuery): boolean {
  const owner = claims?.get(identity);
  if (owner !== undefined && owner !== config.tool) return false;
  claims?.set(identity, config.tool);
  return true;
}

function wanted(evaluations: readonly Evaluation[], { config }: EvidenceQuery): Evaluation[] {
  const { model } = config;
  return evaluations.filter(
    (each) => model === undefined || each.model === null || each.model === model,
  );
}

/** An evaluation with its time. */
interface Dated extends ResultTime {
  readonly file: MetricFile;
  readonly model: string | null;
  readonly leaves: readonly MetricLeaf[];
}

/** What a file holds and held, oldest first. */
function datedOf(
  { file, result, text, evaluations }: Opened,
  versions: readonly FileVersion[],
  imports: ReadonlySet<string>,
  query: EvidenceQuery,
  problems: SourceProblem[],
): Dated[] {
  const [newest] = versions;
  const isCommitted = newest !== undefined && text !== null && sameText(newest.text, text);
  const dated: Dated[] = [];
  const stated = new Set<Instant>();
  const add = ({ at: own, model, leaves }: Evaluation, committed: Instant | null): void => {
    // A list that grows repeats itself in every version: the newest of each evaluation counts.
    if (own !== null && stated.has(own)) return;
    if (own !== null) stated.add(own);
    const { path } = file;
    const time = resultTime({ own, committed, path, modified: result.modified }, query.zone);
    dated.push({ file, model, leaves, ...time });
  };
  if (!isCommitted) for (const each of evaluations ?? []) add(each, null);
  const past = query.config.history ? versions : isCommitted ? versions.slice(0, 1) : [];
  const broken: string[] = [];
  past.forEach((version, index) => {
    const isNow = isCommitted && index === 0;
    const committed = imports.has(file.path) ? null : version.at;
    try {
      const found = isNow ? evaluations : wanted(file.evaluate(version.text), query);
      for (const each of found ?? []) add(each, committed);
    } catch (error) {
      const what = `commit ${version.commit.slice(0, 8)}: ${messageOf(error)}`;
      if (!(error instanceof NoMetrics)) broken.push(what);
    }
  });
  if (broken.length > 0) {
    const many = `${broken.length} of ${past.length} versions in git left out, the last`;
    problems.push({ path: file.path, problem: `${many} ${broken[0]}` });
  }
  return dated.reverse();
}

/**
 * Files that one commit brought, once, under names with other dates: it says when they were moved here,
 * and their names when they came about.
 */
function importsOf(
  opened: readonly Opened[],
  versions: ReadonlyMap<string, readonly FileVersion[]>,
  { zone }: EvidenceQuery,
): Set<string> {
  const single = opened.flatMap(({ file: { path, source } }) => {
    const [version, second] = versions.get(path) ?? [];
    const named = namedInstant(path, zone);
    return version === undefined || second !== undefined || named === null
      ? []
      : [{ path, named, commit: `${version.commit} ${source}` }];
  });
  const commits = [...groupBy(single, ({ commit }) => commit).values()];
  const imports = commits.filter((files) => new Set(files.map(({ named }) => named)).size > 1);
  return new Set(imports.flat().map(({ path }) => path));
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

function seriesOf(dated: readonly Dated[], { config }: EvidenceQuery): MetricSeries[] {
  const series: MetricSeries[] = [];
  const sources = groupBy(dated, ({ file }) => file.source);
  for (const [source, items] of [...sources].sort(byKey)) {
    const models = groupBy(items, ({ model }) => model);
    for (const [model, own] of [...models].sort(byKey)) {
      // Two models are two series, whatever they have in common.
      const name = models.size === 1 || model === null ? source : `${source}: ${model}`;
      series.push(...seriesOfSource(name, own, config.metrics));
    }
  }
  return series;
}

function seriesOfSource(
  source: string,
  dated: readonly Dated[],
  globs: readonly string[] | undefined,
): MetricSeries[] {
  const names = new Set(dated.flatMap(({ leaves }) => leaves.map(({ name }) => name)));
  const points = new Map<string, MetricPoint[]>(
    [...selectMetrics(names, globs)].sort().map((name) => [name, []]),
  );
  // Files of one instant stay in the order of their paths: sort() is stable.
  const sorted = dated.toSorted((a, b) => a.at - b.at);
  for (const { file, at, timeSource, leaves } of sorted) {
    for (const { name, ...leaf } of leaves) {
      const modelVersion = leaf.modelVersion ?? file.modelVersion;
      points.get(name)?.push({ ...leaf, at, timeSource, modelVersion, path: file.path });
    }
  }
  return [...points].map(([metric, list]) => ({ metric, source, points: list, champion: null }));
}

function byKey([a]: [string | null, unknown], [b]: [string | null, unknown]): number {
  return (a ?? "") < (b ?? "") ? -1 : 1;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
