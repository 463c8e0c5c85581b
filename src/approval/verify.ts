import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { takeFingerprint } from "../inventory/fingerprint.ts";
import type { DataFingerprint, FingerprintFile, FingerprintSource } from "../inventory/schema.ts";
import { GONE, hashFiles } from "../provenance/hashed-files.ts";
import { SUMS, type Sum } from "../publish/sums.ts";
import { count } from "../text/quantity.ts";
import { createZone, type Instant } from "../time/instant.ts";
import { locate, type Root, whyOutside } from "../trust/named-path.ts";
import { judgeApprovals, type Verdict } from "./approval-state.ts";
import { describeChange, unlistedDocuments, type WrittenPlan } from "./written-plan.ts";

/** A document or file that has changed since it was recorded. */
export interface Difference {
  readonly of: "plan" | "evidence" | "data";
  readonly path: string;
  readonly recorded: string;
  readonly found: string;
}

export interface Verification extends Verdict {
  readonly differences: readonly Difference[];
  /** Paths that cannot be judged, and why. */
  readonly unjudged: readonly { of: Difference["of"]; path: string; why: string }[];
  readonly documents: number;
  readonly evidence: number;
  readonly data: DataFingerprint | null;
}

/**
 * Whether a plan, its evidence and its data are what was approved. Where the plan itself is not, nothing that
 * it names is read: who altered it chose that.
 *
 * @param root the project, to which the plan's paths are relative, and out of which they must not lead
 * @param now by whose day in the plan's zone approvals expire
 */
export async function verifyPlan(
  written: WrittenPlan,
  root: Root,
  now: Instant,
): Promise<Verification> {
  const { plan, approvals } = written;
  const zone = createZone(plan.metadata.timezone);
  const verdict = judgeApprovals(approvals, plan.review.approvers, now, zone);
  const documents = listDocuments(written, verdict);
  const altered = [
    ...documents.flatMap((sum) => documentDifference(written, sum, root)),
    ...unlistedDocuments(written).map((name) => unlisted(written, name, root)),
    ...undecidedDifferences(written, verdict, root),
  ];
  const isAltered = altered.length > 0;
  const evidence = isAltered ? notRead("evidence") : verifyEvidence(written, root);
  const data = isAltered ? notRead("data") : await verifyData(plan.provenance.data, root);
  return {
    ...verdict,
    differences: [...altered, ...evidence.differences, ...data.differences],
    unjudged: [...evidence.unjudged, ...data.unjudged],
    documents: new Set(documents.map(({ name }) => name)).size,
    evidence: plan.provenance.evidence.length,
    data: plan.provenance.data,
  };
}

/**
 * The documents as they were written, and as each decision that holds saw them; with what the plan keeps of
 * servers, as it names it itself.
 */
function listDocuments({ sums, plan }: WrittenPlan, { decisions }: Verdict): Sum[] {
  const approved = decisions.filter(({ holds }) => holds).flatMap((one) => one.approval.documents);
  const kept = plan.provenance.stored.map(({ path: name, sha256 }) => ({ name, sha256 }));
  const all = [...approved, ...sums, ...kept].map((sum): [string, Sum] => [
    `${sum.name} ${sum.sha256}`,
    sum,
  ]);
  return [...new Map(all).values()];
}

function documentDifference(written: WrittenPlan, sum: Sum, root: Root): Difference[] {
  const found = describeChange(written.directory, sum);
  if (found === null) return [];
  const path = documentPath(written, sum.name, root);
  return [{ of: "plan", path, recorded: `SHA-256 ${sum.sha256}`, found }];
}

function unlisted(written: WrittenPlan, name: string, root: Root): Difference {
  const path = documentPath(written, name, root);
  return { of: "plan", path, recorded: `nothing in ${SUMS}`, found: "a file" };
}

/** Documents that a decision which holds was not about. */
function undecidedDifferences(
  written: WrittenPlan,
  { decisions }: Verdict,
  root: Root,
): Difference[] {
  const about = decisions
    .filter(({ holds }) => holds)
    .map(({ approval }) => new Set(approval.documents.map(({ name }) => name)));
  return written.sums
    .filter(({ name }) => about.some((names) => !names.has(name)))
    .map(({ name }) => {
      const path = documentPath(written, name, root);
      return {
        of: "plan",
        path,
        recorded: "no decision about it",
        found: "a document of the plan",
      };
    });
}

function documentPath({ directory }: WrittenPlan, name: string, { cwd }: Root): string {
  return relative(cwd, join(directory, name));
}

function notRead(of: Difference["of"]): Compared {
  return { differences: [], unjudged: [{ of, path: of, why: "not read, since the plan differs" }] };
}

type Compared = Pick<Verification, "differences" | "unjudged">;

function verifyEvidence({ plan }: WrittenPlan, root: Root): Compared {
  const { evidence } = plan.provenance;
  const present = new Map(
    hashFiles(
      evidence.map(({ path }) => path),
      root,
    ).map((f) => [f.path, f]),
  );
  const differences: Difference[] = [];
  const unjudged: Verification["unjudged"][number][] = [];
  for (const { path, sha256, problem } of evidence) {
    const found = present.get(path);
    if (sha256 === null) {
      unjudged.push({ of: "evidence", path, why: `not known when the plan was made: ${problem}` });
    } else if (found?.sha256 !== sha256) {
      const isUnread = found?.sha256 === null && found.problem !== GONE;
      if (isUnread) unjudged.push({ of: "evidence", path, why: found.problem ?? "" });
      else differences.push({ of: "evidence", path, recorded: said(sha256), found: said(found) });
    }
  }
  return { differences, unjudged };
}

function said(of: string | { sha256: string | null; problem: string | null } | undefined): string {
  if (typeof of === "string") return `SHA-256 ${of}`;
  return of?.sha256 === undefined || of.sha256 === null
    ? (of?.problem ?? GONE)
    : `SHA-256 ${of.sha256}`;
}

/** A configuration has a few; a plan that names more was not made by this program. */
const MOST_SOURCES = 1000;

async function verifyData(recorded: DataFingerprint | null, root: Root): Promise<Compared> {
  const unknown = (why: string) => [{ of: DATA, path: DATA, why }];
  if (recorded === null) {
    return { differences: [], unjudged: unknown("the plan holds no fingerprint of it") };
  }
  if (recorded.sources.length > MOST_SOURCES) {
    const why = `the plan names ${recorded.sources.length} sources, more than ${MOST_SOURCES}`;
    return { differences: [], unjudged: unknown(why) };
  }
  const outside = recorded.sources.flatMap(({ path }) => {
    const why = whyOutside(path, root, "data");
    return why === null ? [] : [{ of: DATA, path, why: `${why}; say --allow-outside` }];
  });
  if (outside.length > 0) return { differences: [], unjudged: outside };
  const gone = recorded.sources.filter(({ path }) => !existsSync(locate(path, root, "data")));
  const sources = recorded.sources.filter((source) => !gone.includes(source));
  const present = await takeFingerprint({ ...recorded, sources }, root);
  const differences = [
    ...gone.map((source) => difference(source.path, ofSource(source), GONE)),
    ...findDifferences(recorded, present, gone),
  ];
  const why =
    recorded.problem !== null
      ? `not known when the plan was made: ${recorded.problem}`
      : present.problem;
  if (why === null && differences.length === 0 && present.sha256 !== recorded.sha256) {
    differences.push(difference(DATA, said(recorded), said(present)));
  }
  return { differences, unjudged: why === null ? [] : unknown(why) };
}

const DATA = "data" as const;

/** File by file where they were listed, else source by source. */
function findDifferences(
  recorded: DataFingerprint,
  present: DataFingerprint,
  gone: readonly FingerprintSource[],
): Difference[] {
  if (recorded.file_list !== null && present.file_list !== null) {
    const before = new Map(recorded.file_list.map((file) => [file.path, file]));
    const after = new Map(present.file_list.map((file) => [file.path, file]));
    return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((path) => {
      const [was, is] = [before.get(path), after.get(path)];
      const isAlike = was !== undefined && is !== undefined && sameFile(was, is);
      // A source that is gone is said as a whole.
      const isOfGone = is === undefined && gone.some((source) => isBelow(path, source.path));
      // A file that could not be read, then or now, is unjudged.
      const isUnread = [was, is].some((f) => f && f.sha256 === null && f.modified_ms === null);
      if (isAlike || isOfGone || (isUnread && was?.bytes === is?.bytes)) return [];
      return [difference(path, ofFile(was), ofFile(is))];
    });
  }
  return recorded.sources.flatMap((was) => {
    const is = present.sources.find(({ path }) => path === was.path);
    if (is === undefined || was.sha256 === null || is.sha256 === null) return [];
    return is.sha256 === was.sha256 ? [] : [difference(was.path, ofSource(was), ofSource(is))];
  });
}

function difference(path: string, recorded: string, found: string): Difference {
  return { of: DATA, path, recorded, found };
}

function isBelow(path: string, place: string): boolean {
  return place === "." || path === place || path.startsWith(`${place.replace(/(?<!\/)\/+$/, "")}/`);
}

function sameFile(a: FingerprintFile, b: FingerprintFile): boolean {
  return (
    a.bytes === b.bytes &&
    a.sha256 === b.sha256 &&
    a.modified_ms === b.modified_ms &&
    (a.sha256 ?? a.modified_ms) !== null
  );
}

function ofFile(file: FingerprintFile | undefined): string {
  if (file === undefined) return GONE;
  const { bytes, sha256, modified_ms: modified } = file;
  const size = count(bytes, "byte");
  if (sha256 !== null) return `${size}, SHA-256 ${sha256}`;
  return modified === null
    ? `${size}, not read`
    : `${size}, of ${new Date(modified).toISOString()}`;
}

function ofSource({ files, bytes, sha256 }: FingerprintSource): string {
  return `${count(files, "file")}, ${count(bytes, "byte")}, fingerprint ${sha256 ?? "unknown"}`;
}
