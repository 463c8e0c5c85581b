import { errorMessage } from "../../errors.ts";
import { count } from "../../text/quantity.ts";
import type { EvidenceQuery, Owner } from "../evidence.ts";
import { distinct, openResult, type ResultFile, readResult } from "../files/result-file.ts";
import type { UnreadLog } from "../files/unread-log.ts";
import type { SourceProblem } from "../schema.ts";
import { namesIn } from "./leaves.ts";
import { type MetricFile, NoMetrics, type UnreadFile } from "./metric-file.ts";
import { selectMetrics } from "./metric-name.ts";
import type { Evaluation } from "./metric-tree.ts";

/** A file that is there, and what it holds now. */
export interface Opened {
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

/** The files that a source has found, after a look at each. */
export interface OpenedFiles {
  /** Results, sound or broken. */
  readonly opened: readonly Opened[];
  /** Sound files at a usual place that hold something else. */
  readonly passedOver: readonly Opened[];
  /** Files that could not be opened. */
  readonly unopened: readonly UnreadFile[];
}

/** Opens each file once, and reads those that no other tool has read before. */
export function openMetricFiles(
  files: readonly MetricFile[],
  query: EvidenceQuery,
  log: UnreadLog,
): OpenedFiles {
  const { found, unopened } = findFiles(files, query, log);
  const opened: Opened[] = [];
  const passedOver: Opened[] = [];
  const taken: { path: string; owner: Owner }[] = [];
  for (const { file, result } of distinct(found, ({ result }) => result)) {
    const owner = query.claims?.get(result.identity);
    if (owner !== undefined && owner !== query.config.tool) {
      taken.push({ path: file.path, owner });
      continue;
    }
    const item = readFile(file, result, query, log);
    if (item.isOther && query.isUsualPlace) {
      passedOver.push(item);
      continue;
    }
    query.claims?.set(result.identity, query.config.tool);
    // Also of a file that cannot be read now, its past can.
    opened.push(item);
  }
  if (query.isUsualPlace !== true) log.problems.push(...takenProblem(taken));
  return { opened, passedOver, unopened };
}

function findFiles(
  files: readonly MetricFile[],
  query: EvidenceQuery,
  log: UnreadLog,
): { found: { file: MetricFile; result: ResultFile }[]; unopened: UnreadFile[] } {
  const unopened: UnreadFile[] = [];
  const found = files.flatMap((file) => {
    try {
      return { file, result: openResult(file.path, query) };
    } catch (error) {
      log.unread(file.path, errorMessage(error), query.now);
      unopened.push({ file, at: query.now, timeSource: "modified", isOther: false });
      return [];
    }
  });
  return { found, unopened };
}

function readFile(
  file: MetricFile,
  result: ResultFile,
  query: EvidenceQuery,
  log: UnreadLog,
): Opened {
  const item: Opened = {
    file,
    result,
    text: null,
    evaluations: null,
    isOther: false,
    problem: "no metric in it",
  };
  try {
    item.text = readResult(result);
    const evaluations = file.evaluate(item.text, (problem, mayBeNewest) => {
      if (mayBeNewest) log.unread(file.path, problem, result.modified);
      else log.note(file.path, problem);
    });
    item.evaluations = wanted(evaluations, query);
  } catch (error) {
    item.isOther = error instanceof NoMetrics;
    item.problem = errorMessage(error);
  }
  return item;
}

/** Whether a text of a file holds metrics. */
export function isEvaluation(file: MetricFile, text: string, query: EvidenceQuery): boolean {
  try {
    return wanted(file.evaluate(text), query).length > 0;
  } catch {
    return false;
  }
}

/** Files that were named for one tool, and read by another before: a line for all. */
function takenProblem(taken: readonly { path: string; owner: Owner }[]): SourceProblem[] {
  const [first] = taken;
  if (first === undefined) return [];
  const { path, owner } = first;
  const more = taken.length > 1 ? ` (and ${count(taken.length - 1, "more file")})` : "";
  const by = owner === "generator" ? "`validation.runs`" : `\`tool: ${owner}\``;
  return [{ path, problem: `already read by ${by}${more}; name a file in one place only` }];
}

/** More numbers than these are no metrics of a model, and would take long to judge. */
const MOST_METRICS = 1000;

/**
 * The evaluations of the configured model, after a check of the configured metrics.
 *
 * @throws Error where there is nothing of it, or far too much
 */
export function wanted(
  evaluations: readonly Evaluation[],
  { config }: EvidenceQuery,
): Evaluation[] {
  const { model, metrics } = config;
  const own = evaluations.filter(
    (each) => model === undefined || each.model === null || each.model === model,
  );
  if (own.length === 0 && evaluations.length > 0) {
    const there = listed(evaluations.flatMap((each) => each.model ?? []));
    throw new NoMetrics(`no evaluation of the model ${model}; found: ${there}`);
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
export function listed(names: readonly string[]): string {
  const distinct = [...new Set(names)].sort();
  return `${distinct.slice(0, 5).join(", ")}${distinct.length > 5 ? " …" : ""}`;
}
