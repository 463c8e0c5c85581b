import { groupBy } from "../collections/group-by.ts";
import { count } from "../text/quantity.ts";
import type { Instant } from "../time/instant.ts";
import type { Evidence, EvidenceQuery, UnreadReport } from "./evidence.ts";
import { fileKind, openResult } from "./files/result-file.ts";
import { namedInstant } from "./files/result-time.ts";
import type { MetricFile, UnreadFile } from "./metrics/metric-file.ts";
import { readMetricFiles } from "./metrics/metric-files.ts";
import type { SourceProblem, ValidationRun } from "./schema.ts";

/** A report of a tool that judges by itself. */
export interface ReportFile extends MetricFile {
  /** Reports of one place are one suite over time, or a few. */
  readonly place: string;
  /** When its place says that it was written; null where it says nothing. */
  readonly at: Instant | null;
}

/** Of one place the newest count: older ones are superseded, and a monitor may write every hour. */
const MOST_OF_A_PLACE = 100;

/**
 * Reads reports as runs, and the metrics in them as series. A report that cannot be read may have said
 * what those beside it do, and no more: what is broken among reports on data is no word on the model.
 */
export function readReports(files: readonly ReportFile[], query: EvidenceQuery): Evidence {
  const notes: SourceProblem[] = [];
  const chosen = [...groupBy(files, ({ place }) => place)].flatMap(([place, group]) => {
    if (group.length <= MOST_OF_A_PLACE) return group;
    const problem = `${count(group.length, "report")}, of which the newest ${MOST_OF_A_PLACE} are read`;
    notes.push({ path: place, problem });
    return selectNewest(group, query);
  });
  const places = new Map(chosen.map(({ path, place }) => [path, place]));
  const stated = new Map(chosen.map(({ path, at }) => [path, at]));
  const { unreadFiles, ...evidence } = readMetricFiles(chosen, query, true);
  const siblings = groupBy(evidence.runs, ({ path }) => places.get(path));
  const unlike: SourceProblem[] = [];
  const unread = unreadFiles.flatMap((unreadFile) => {
    const { path } = unreadFile.file;
    const own = stated.get(path) ?? null;
    const time = own === null ? unreadFile : { ...unreadFile, at: own, timeSource: "run" as const };
    const beside = siblings.get(places.get(path)) ?? [];
    // A sound file of another kind belongs to another tool, unless it lies among reports.
    if (unreadFile.isOther && beside.length === 0) return [];
    if (unreadFile.isOther && query.isUsualPlace) unlike.push({ path, problem: UNLIKE });
    return unreadReport(time, query.config.tool, beside);
  });
  const ofModel = unread.filter(({ subjects }) => subjects.includes("model"));
  const newestUnread = ofModel.length === 0 ? null : Math.max(...ofModel.map(({ at }) => at));
  const found = { ...evidence, problems: [...evidence.problems, ...unlike] };
  // Of those that could not be read is known already what they may have said.
  return { ...found, notes, unread, newestUnread, failed: [] };
}

const UNLIKE = "not what the reports beside it are: of another version, or of something else";

function unreadReport(
  { file, at, timeSource }: UnreadFile,
  tool: string,
  siblings: readonly ValidationRun[],
): UnreadReport {
  const suites = new Set(siblings.flatMap(({ suite }) => suite ?? []));
  const subjects = new Set(siblings.map(({ subject }) => subject));
  return {
    path: file.path,
    tool,
    at,
    timeSource,
    suites: [...suites],
    subjects: siblings.length === 0 ? ["model", "data", "distribution"] : [...subjects],
  };
}

/** By what their places and names say of their time, else by when they were written. */
function selectNewest(files: readonly ReportFile[], query: EvidenceQuery): ReportFile[] {
  const timed = files.map((file) => {
    const written =
      fileKind(file.path, query) === "file" ? openResult(file.path, query).modified : 0;
    return { file, at: file.at ?? namedInstant(file.path, query.zone) ?? written };
  });
  const newest = timed.sort((a, b) => b.at - a.at).slice(0, MOST_OF_A_PLACE);
  return newest.map(({ file }) => file);
}
