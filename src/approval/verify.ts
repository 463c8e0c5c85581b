import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { type Instant, zoneOf } from "../instant.ts";
import { takeFingerprint } from "../inventory/fingerprint.ts";
import type { DataFingerprint, FingerprintFile, FingerprintSource } from "../inventory/schema.ts";
import { GONE, hashFiles } from "../provenance/hashed-files.ts";
import type { Sum } from "../publish/sums.ts";
import { count } from "../quantity.ts";
import { type Verdict, verdictOf } from "./standing.ts";
import { changeOf, type WrittenPlan } from "./written-plan.ts";

/** What is no longer as it was recorded. */
export interface Difference {
  readonly of: "plan" | "evidence" | "data";
  readonly path: string;
  readonly recorded: string;
  readonly found: string;
}

export interface Verification extends Verdict {
  readonly differences: readonly Difference[];
  /** What nobody can tell, and why. */
  readonly unjudged: readonly { of: Difference["of"]; path: string; why: string }[];
  readonly documents: number;
  readonly evidence: number;
  readonly data: DataFingerprint | null;
}

/**
 * Whether a plan, its evidence and its data are what was approved.
 *
 * @param cwd the project, to which the plan's paths are relative; absolute
 * @param now by whose day in the plan's zone approvals expire
 */
export async function verifyPlan(
  written: WrittenPlan,
  cwd: string,
  now: Instant,
): Promise<Verification> {
  const { plan, approvals } = written;
  const zone = zoneOf(plan.metadata.timezone);
  const verdict = verdictOf(approvals, plan.review.approvers, now, zone);
  const documents = documentsOf(written, verdict);
  const evidence = verifyEvidence(written, cwd);
  const data = await verifyData(plan.provenance.data, cwd);
  return {
    ...verdict,
    differences: [
      ...documents.flatMap((sum) => documentDifference(written, sum, cwd)),
      ...evidence.differences,
      ...data.differences,
    ],
    unjudged: [...evidence.unjudged, ...data.unjudged],
    documents: new Set(documents.map(({ name }) => name)).size,
    evidence: plan.provenance.evidence.length,
    data: plan.provenance.data,
  };
}

/** The documents as they were written, and as each decision that holds saw them. */
function documentsOf({ sums }: WrittenPlan, { decisions }: Verdict): Sum[] {
  const approved = decisions.filter(({ holds }) => holds).flatMap((one) => one.approval.documents);
  const all = [...approved, ...sums].map((sum): [string, Sum] => [
    `${sum.name} ${sum.sha256}`,
    sum,
  ]);
  return [...new Map(all).values()];
}

function documentDifference({ directory }: WrittenPlan, sum: Sum, cwd: string): Difference[] {
  const found = changeOf(directory, sum);
  if (found === null) return [];
  const path = relative(cwd, resolve(directory, sum.name));
  return [{ of: "plan", path, recorded: `SHA-256 ${sum.sha256}`, found }];
}

type Compared = Pick<Verification, "differences" | "unjudged">;

function verifyEvidence({ plan }: WrittenPlan, cwd: string): Compared {
  const { evidence } = plan.provenance;
  const present = new Map(
    hashFiles(
      evidence.map(({ path }) => path),
      cwd,
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

async function verifyData(recorded: DataFingerprint | null, cwd: string): Promise<Compared> {
  const unknown = (why: string) => [{ of: DATA, path: DATA, why }];
  if (recorded === null) {
    return { differences: [], unjudged: unknown("the plan holds no fingerprint of it") };
  }
  const gone = recorded.sources.filter(({ path }) => !existsSync(resolve(cwd, path)));
  const sources = recorded.sources.filter((source) => !gone.includes(source));
  const present = await takeFingerprint({ ...recorded, sources }, cwd);
  const differences = [
    ...gone.map((source) => difference(source.path, ofSource(source), GONE)),
    ...differencesOf(recorded, present, gone),
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
function differencesOf(
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
      // What could not be read, then or now, is unjudged.
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
  return place === "." || path === place || path.startsWith(`${place.replace(/\/+$/, "")}/`);
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
