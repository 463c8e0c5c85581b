import { errorMessage } from "../../errors.ts";
import type { Instant } from "../../time/instant.ts";
import type { EvidenceQuery } from "../evidence.ts";
import { type FileVersion, sameText } from "../files/git-history.ts";
import { namedInstant, resultTime } from "../files/result-time.ts";
import { algorithmNamed } from "../models/run-kind.ts";
import type { SourceProblem } from "../schema.ts";
import type { Dated } from "./dated.ts";
import { NoMetrics } from "./metric-file.ts";
import { type Evaluation, serializeEvaluations } from "./metric-tree.ts";
import { type Opened, wanted } from "./opened-file.ts";

/**
 * The dated evaluations of a file and of its earlier versions, oldest first. A file that is called after a day holds what was found on
 * that day: an older version of it was corrected.
 */
export function dateEvaluations(
  item: Opened,
  versions: readonly FileVersion[],
  query: EvidenceQuery,
  problems: SourceProblem[],
): Dated[] {
  const read = readVersions(item, versions, query, problems);
  const isRepeated = read.length > 1;
  const dated: Dated[] = [];
  // A list that grows repeats itself in every version: the newest of each evaluation counts.
  const stated = new Set<string>();
  for (const version of withoutUnchanged(read)) {
    const isNew = ({ at, model }: Evaluation) => at === null || !stated.has(`${at} ${model}`);
    const added = isRepeated ? version.found.filter(isNew) : version.found;
    // Reversed below: a list keeps its order.
    for (const evaluation of added.toReversed()) {
      dated.push(dateEvaluation(evaluation, item, version, query));
    }
    if (isRepeated) for (const { at, model } of added) stated.add(`${at} ${model}`);
  }
  return dated.reverse();
}

/** The commit that holds the present text of a file; null if no commit does. */
export function presentCommit(
  text: string | null,
  [newest]: readonly FileVersion[],
): FileVersion | null {
  const isCommitted = newest !== undefined && text !== null && sameText(newest.text, text);
  return isCommitted ? newest : null;
}

/** A file's content at one time. */
interface Version {
  readonly found: readonly Evaluation[];
  readonly committed: Instant | null;
  /** Whether only git remembers it. */
  isPast: boolean;
}

/** Newest first. */
function readVersions(
  { file, text, evaluations }: Opened,
  versions: readonly FileVersion[],
  query: EvidenceQuery,
  problems: SourceProblem[],
): Version[] {
  const present = presentCommit(text, versions);
  const isOfDay = namedInstant(file.path, query.zone) !== null;
  const isSeries = query.config.history && file.hasPast !== false && !isOfDay;
  const past = isSeries ? versions : present !== null ? [present] : [];
  const isDated = evaluations?.every(({ at }) => at !== null) === true;
  const read: Version[] = [];
  const broken: string[] = [];
  if (present === null) read.push({ found: evaluations ?? [], committed: null, isPast: false });
  for (const version of past) {
    const isNow = version === present;
    // A table that grew holds all that it was.
    if (!isNow && isDated && text?.startsWith(version.text)) continue;
    try {
      const found = isNow ? evaluations : wanted(file.evaluate(version.text), query);
      read.push({ found: found ?? [], committed: version.at, isPast: !isNow });
    } catch (error) {
      const what = `commit ${version.commit.slice(0, 8)}: ${errorMessage(error)}`;
      if (!(error instanceof NoMetrics)) broken.push(what);
    }
  }
  if (broken.length > 0) {
    const many = `${broken.length} of ${past.length} versions in git skipped, the last`;
    problems.push({ path: file.path, problem: `${many} ${broken[0]}` });
  }
  return read;
}

/** A commit that changes no number, such as a corrected text, is not an evaluation. */
function withoutUnchanged(read: readonly Version[]): Version[] {
  return read.filter(({ found, isPast }, index) => {
    const before = read[index + 1];
    if (before === undefined || serializeEvaluations(found) !== serializeEvaluations(before.found))
      return true;
    before.isPast &&= isPast;
    return false;
  });
}

function dateEvaluation(
  evaluation: Evaluation,
  { file, result }: Opened,
  { committed, isPast }: Version,
  { zone }: EvidenceQuery,
): Dated {
  const known = { own: evaluation.at, committed, path: file.path, modified: result.modified };
  const { at, timeSource } = resultTime(known, zone);
  // Key by key: of 150,000 rows a spread would take seconds.
  return {
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
  };
}

/** Shared by all evaluations. */
const NONE: readonly never[] = [];
