import { statSync } from "node:fs";
import { resolve } from "node:path";
import { RUNS_JUDGED } from "../drift/choices.ts";
import type { DriftAssessment } from "../drift/schema.ts";
import type { DataFingerprint, Inventory } from "../inventory/schema.ts";
import type { NewestFile } from "../plan/checklist.ts";
import { dvcHashes } from "../provenance/dvc-hashes.ts";
import { gitFacts } from "../provenance/git-facts.ts";
import { hashFiles } from "../provenance/hashed-files.ts";
import type { GitFacts, Provenance, StoredFact } from "../provenance/schema.ts";
import { sha256Hex } from "../publish/sums.ts";
import { locate, type Root } from "../trust/named-path.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import type { Project } from "./project.ts";
import { listStoredAnswers } from "./stored-answers.ts";

/** The files that were read, and from where. */
interface ReadFacts {
  readonly fingerprint: DataFingerprint | null;
  readonly inventory: Inventory;
  readonly drift: DriftAssessment;
  readonly series: readonly MetricSeries[];
  readonly historyFiles: readonly string[];
  readonly newestFile: NewestFile;
}

/** Asks git, which answers while the data is read. */
export function readGit({ cwd, config }: Project): Promise<GitFacts> {
  return gitFacts(cwd, resolve(cwd, config.output.directory));
}

/** From what the plan is made: the commit, the data's fingerprint, DVC's hashes, evidence and its hashes. */
export async function readProvenance(
  project: Project,
  git: GitFacts | Promise<GitFacts>,
  { fingerprint, inventory, ...facts }: ReadFacts,
): Promise<Provenance> {
  const places = inventory.sources.map(({ path }) => path);
  const { hashes, problems } = await dvcHashes(places, project);
  const locks = hashes.map(({ file }) => file);
  const evidence = [...evidencePaths(project, facts), ...locks].filter((path) => !isServer(path));
  const stored = listStoredAnswers(project).map(
    ({ name, server, text }): StoredFact => ({
      path: name,
      server,
      sha256: sha256Hex(text),
      bytes: Buffer.byteLength(text),
    }),
  );
  return {
    git: await git,
    data: fingerprint,
    dvc: hashes,
    dvc_problems: problems,
    evidence: hashFiles(evidence, project),
    stored,
  };
}

/** Whether a path is the address of a server, which is not a file of the project. */
function isServer(path: string): boolean {
  return path.includes("://");
}

/** The files on which what the plan says rests: those that were judged, not all that were read. */
function evidencePaths(
  project: Project,
  { drift, series, historyFiles, newestFile }: Omit<ReadFacts, "fingerprint" | "inventory">,
): string[] {
  const { config, file } = project;
  const judged = (["model", "data", "distribution"] as const).flatMap((subject) =>
    drift.runs.filter((run) => run.subject === subject).slice(-RUNS_JUDGED),
  );
  const proofs = (config.checklist ?? []).flatMap(({ evidence }) =>
    evidence?.kind === "file" ? (newestFile(evidence.path)?.path ?? []) : [],
  );
  const report = config.review.independent_validation?.report;
  return [
    ...(file === null ? [] : [file.path]),
    ...judged.map(({ path }) => path),
    ...drift.alerts.recent.map(({ path }) => path),
    ...drift.metrics.flatMap(({ latest }) => latest?.path ?? []),
    ...pointFiles(series, project),
    ...proofs,
    ...historyFiles,
    ...(config.schedule.calendars ?? []),
    ...(report === undefined ? [] : [report]),
  ];
}

/**
 * The files of all points, for a trend rests on the old ones as well. Not the runs that are directories:
 * there are models in them, and many gigabytes.
 */
function pointFiles(series: readonly MetricSeries[], root: Root): string[] {
  const paths = new Set(series.flatMap(({ points }) => points.map(({ path }) => path)));
  return [...paths].filter(
    (path) =>
      !isServer(path) && statSync(locate(path, root, "data"), { throwIfNoEntry: false })?.isFile(),
  );
}
