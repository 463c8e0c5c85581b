import type { SourceConfig } from "../config/schema.ts";
import type { Zone } from "../time/instant.ts";
import type { Root } from "../trust/named-path.ts";
import { recognised } from "./by-content.ts";
import { openCache } from "./cache.ts";
import { type CheckedColumn, checkColumns } from "./check-columns.ts";
import { type CommitTimes, commitTimes } from "./commit-times.ts";
import { type CountOptions, countFiles } from "./count.ts";
import { countLakes, type LakeCounter, listLakes } from "./count-lakes.ts";
import type { CountedSource } from "./counted-source.ts";
import type { CountedTable } from "./counted-table.ts";
import { keepTraining } from "./datasets/keep-training.ts";
import type { RoleEvidence } from "./datasets/roles.ts";
import { buildTables } from "./datasets/table.ts";
import { identicalFiles } from "./duplicate-content.ts";
import { withoutRepeats } from "./duplicate-paths.ts";
import { type FoundSources, findSources } from "./find-sources.ts";
import { int96Note } from "./int96.ts";
import { readSourceLabels } from "./labels/read-labels.ts";
import { findPlace, notHereIn, type Place } from "./place.ts";
import type { Pointer } from "./pointers/pointer.ts";
import type { CountOutcome, DataFile, FileCount } from "./reader.ts";
import type { Inventory } from "./schema.ts";
import type { SearchRules } from "./search.ts";
import { gatherFiles, type SourceFile, type SourceFiles, walkSource } from "./source.ts";
import { summarise } from "./summarise.ts";
import { openSummary } from "./summary-cache.ts";
import { unreadFiles, unreadProblems } from "./unread-types.ts";
import type { Walk } from "./walk.ts";

export interface InventoryOptions extends Omit<CountOptions, "cache">, Omit<Root, "cwd"> {
  /** Where counts are kept for the next run, by project; null for nowhere. */
  readonly cacheDirectory?: string | null;
  /** Where a source is configured, by its number, as errors name it. */
  readonly placeOf?: ((source: number, key: "path" | CheckedColumn) => string) | undefined;
  /** Which files are not data, where nothing is configured. */
  readonly search?: SearchRules | undefined;
  /** Evidence beside their names of which data sets are training data; by default none. */
  readonly evidence?: RoleEvidence;
  /** Counts the rows that tables of Delta and Iceberg hold. */
  readonly countLake?: LakeCounter;
  /** Tables on servers, counted already. */
  readonly tables?: readonly CountedTable[];
  /** Milliseconds since 1970, as the file system's clock says. */
  readonly clock?: () => number;
}

/**
 * Counts what lies in the data directories: files, bytes, samples, and when they happened.
 *
 * @param configured the configured sources; undefined for the usual places
 * @param cwd the project's directory, absolute; the paths in the result are relative to it
 * @param zone the plan's zone: zone-less times are read in it, and instants printed in it
 * @param options see {@link InventoryOptions}
 * @throws UserError where a configured source does not exist; no file's content makes it throw
 */
export async function takeInventory(
  configured: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
  options: InventoryOptions = {},
): Promise<Inventory> {
  const sum = async (sources: CountedSource[]) =>
    summarise(sources, zone, await buildTables(sources, zone));
  const { summary, place } = await sumSources("inventory", sum, configured, cwd, zone, options);
  return place(summary);
}

/**
 * Counts the files of the sources and sums them up; in a large tree in which nothing has changed since
 * the same was asked, by what was kept of that. Arguments and errors are those of {@link takeInventory}.
 *
 * @param what names `sum`
 * @param sum of the sources without copies, and of them with all that was counted; gives what JSON can
 * hold. Digests that it adds to counts are kept
 */
export async function sumSources<T>(
  what: string,
  sum: (sources: CountedSource[], counted: CountedSource[]) => Promise<T>,
  configured: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
  options: InventoryOptions,
): Promise<{ summary: T; place: Place }> {
  const { found, walks, committed } = await walkSources(configured, cwd, options);
  const { cacheDirectory = null } = options;
  const question = [what, cwd, zone.name, found.sources, committed?.digest];
  const kept = cacheDirectory && openSummary<[T, readonly string[]]>(cacheDirectory, question);
  const known = kept ? kept.find(walks) : undefined;
  if (known !== undefined) {
    const [summary, dvcFiles] = known;
    return {
      summary,
      place: await findPlace(found, dvcFiles, [], configured, zone, { ...options, cwd }),
    };
  }
  const count = await countWalked(found.sources, walks, committed, cwd, zone, options);
  checkColumns(count.counted, "time_column", configured, options.placeOf);
  const sources = await withLabels(count.sources, configured, zone, options.placeOf);
  const summary = await sum(sources, count.counted);
  const isLasting = count.save();
  const { dvcFiles, pointers } = notHereIn(count.sources);
  // A pointer in a file's place is read again each time.
  // So is the book of a table, which an engine may or may not be there for.
  const isSame = pointers.length === 0 && sources.every(({ lakes }) => lakes.size === 0);
  if (kept && isLasting && isSame) kept.save(walks, [summary, dvcFiles]);
  return {
    summary,
    place: await findPlace(found, dvcFiles, pointers, configured, zone, { ...options, cwd }),
  };
}

/** The files of the sources, each counted, before they are summed up: see {@link takeInventory}. */
export async function countSources(
  configured: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
  options: InventoryOptions,
): Promise<{ sources: CountedSource[]; place: Place }> {
  const { found, walks, committed } = await walkSources(configured, cwd, options);
  const { sources, counted, save } = await countWalked(
    found.sources,
    walks,
    committed,
    cwd,
    zone,
    options,
  );
  checkColumns(counted, "time_column", configured, options.placeOf);
  const labelled = await withLabels(sources, configured, zone, options.placeOf);
  save();
  const { dvcFiles, pointers } = notHereIn(sources);
  return {
    sources: labelled,
    place: await findPlace(found, dvcFiles, pointers, configured, zone, { ...options, cwd }),
  };
}

/** The sources with what their label columns say, where they name them. */
async function withLabels(
  sources: readonly CountedSource[],
  configured: SourceConfig[] | undefined,
  zone: Zone,
  placeOf: InventoryOptions["placeOf"],
): Promise<CountedSource[]> {
  const labelled: CountedSource[] = [];
  for (const source of sources) {
    const labels = await readSourceLabels(source, source.counts, zone);
    labelled.push(labels === undefined ? source : { ...source, labels });
  }
  checkColumns(labelled, "label", configured, placeOf);
  return labelled;
}

async function walkSources(
  configured: SourceConfig[] | undefined,
  cwd: string,
  options: InventoryOptions,
): Promise<{ found: FoundSources; walks: Walk[]; committed: CommitTimes | null }> {
  const root = { ...options, cwd };
  const found = await findSources(configured, root, options.search, options.placeOf);
  const walks = found.sources.map((config) => walkSource(config, root));
  const paths = found.sources.map(({ path }) => path);
  return { found, walks, committed: commitTimes(cwd, paths) };
}

/**
 * @returns the sources without copies and with them, and what keeps the counts, which says whether the same
 * walks will always give the same: each file was read, and kept
 */
async function countWalked(
  configs: readonly SourceConfig[],
  walks: readonly Walk[],
  committed: CommitTimes | null,
  cwd: string,
  zone: Zone,
  options: InventoryOptions,
): Promise<{ sources: CountedSource[]; counted: CountedSource[]; save: () => boolean }> {
  const listed: SourceFiles[] = [];
  for (const [i, config] of configs.entries())
    listed.push(await gatherFiles(config, cwd, walks[i]));
  const found: SourceFiles[] = [];
  for (const source of withoutRepeats(listed)) found.push(await recognised(source));
  const requests = found.flatMap(({ config, files, media }) => {
    const whole = { ...config, sample: "file" as const };
    return files.map((file) => ({ file, config: media.has(file) ? whole : config }));
  });
  const { cacheDirectory = null, clock = Date.now } = options;
  const cache = openCache(cacheDirectory, cwd, zone, clock());
  const outcomes = (await countFiles(requests, zone, { ...options, cache })).values();
  const counted: CountedSource[] = [];
  for (const source of found) {
    const own = countedSource(source, outcomes, committed, zone);
    counted.push(await countLakes(own, options.countLake ?? null, zone));
  }
  const sources = withoutCopies(counted.map(withoutStandIns));
  const save = () => {
    cache?.save();
    return (
      cache?.size === requests.length && sources.every(({ problems }) => problems.length === 0)
    );
  };
  return { sources, counted, save };
}

/** @param outcomes those of the source's files come next */
function countedSource(
  source: SourceFiles,
  outcomes: Iterator<CountOutcome>,
  committed: CommitTimes | null,
  zone: Zone,
): CountedSource {
  const counts = new Map<DataFile, FileCount>();
  const problems = [...source.problems];
  const notes = [...source.notes];
  const pointers = new Map<DataFile, Pointer>();
  const uncounted = new Map<DataFile, string>();
  for (const file of source.files) {
    const outcome = outcomes.next().value as CountOutcome;
    if ("pointer" in outcome) pointers.set(file, outcome.pointer);
    else if ("problem" in outcome) uncounted.set(file, outcome.problem);
    else {
      counts.set(file, outcome);
      for (const note of outcome.notes) notes.push({ path: file.path, note });
    }
  }
  const here = { ...source, files: without(source.files, pointers) };
  const unread = unreadFiles(here);
  for (const file of unread) uncounted.delete(file);
  for (const [{ path }, problem] of uncounted) problems.push({ path, problem });
  problems.push(...unreadProblems(here, unread));
  const note = int96Note(counts.values(), zone);
  if (note !== null) notes.push({ path: source.config.path, note });
  return {
    ...source,
    problems,
    notes,
    counts,
    unlisted: source.problems.length,
    pointers: [...source.pointers, ...pointers.values()],
    standIns: new Set(pointers.keys()),
    committed,
  };
}

/** A pointer in a file's place is not data: it has a fingerprint, but neither samples nor a size. */
function withoutStandIns(source: CountedSource): CountedSource {
  return { ...source, files: without(source.files, source.standIns) };
}

function without(
  files: readonly SourceFile[],
  others: Pick<ReadonlySet<DataFile>, "has" | "size">,
): readonly SourceFile[] {
  return others.size === 0 ? files : files.filter((file) => !others.has(file));
}

/** Files that hold the same bytes as another are counted once, and named. */
function withoutCopies(sources: CountedSource[]): CountedSource[] {
  const [files, counted] = together(sources);
  const samples = new Set(
    sources.flatMap((source) => [
      ...(source.config.sample === "file" ? source.files : source.media.keys()),
      // Two files of a table may hold the same rows twice.
      ...listLakes(source).flatMap((lake) => lake.files),
    ]),
  );
  const identical = identicalFiles(files, counted, (file) => samples.has(file as SourceFile));
  if (identical.size === 0) return sources;
  const copies = keepTraining(identical, files);
  return sources.map((source) => {
    const kept = source.files.filter((file) => !copies.has(file));
    const leftOut = new Map(source.leftOut);
    if (kept.length < source.files.length) {
      leftOut.set("identical to another file", source.files.length - kept.length);
    }
    const notes = source.files.flatMap((file) => {
      const first = copies.get(file);
      return first === undefined
        ? []
        : [{ path: file.path, note: `identical to ${first}, which is counted` }];
    });
    const counts = new Map([...source.counts].filter(([file]) => !copies.has(file)));
    return { ...source, files: kept, counts, leftOut, notes: [...source.notes, ...notes] };
  });
}

function together(
  sources: readonly CountedSource[],
): [readonly DataFile[], ReadonlyMap<DataFile, FileCount>] {
  const [first, ...others] = sources;
  // A hundred thousand files are not listed again needlessly.
  if (first !== undefined && others.length === 0) return [first.files, first.counts];
  return [
    sources.flatMap((source) => source.files),
    new Map(sources.flatMap((source) => [...source.counts])),
  ];
}
