import type { SourceConfig } from "../config/schema.ts";
import type { Zone } from "../instant.ts";
import { type CountOptions, type CountOutcome, countFiles } from "./count.ts";
import { identicalFiles } from "./identical.ts";
import type { DataFile, FileCount } from "./reader.ts";
import type { Inventory } from "./schema.ts";
import { filesOf, type SourceFiles, sourcesOf } from "./source.ts";
import { type CountedSource, summarise } from "./summarise.ts";

/**
 * Counts what lies in the data directories: files, bytes, samples, and when they happened.
 *
 * @param sources the configured sources; undefined for the default directories
 * @param cwd the project's directory, absolute; the paths in the result are relative to it
 * @param zone the plan's zone: zone-less times are read in it, and instants printed in it
 * @param options see {@link CountOptions}
 * @throws UserError where a source does not exist; no file's content makes it throw
 */
export async function takeInventory(
  sources: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
  options: CountOptions = {},
): Promise<Inventory> {
  return summarise(await countSources(sources, cwd, zone, options), zone);
}

/** The files of the sources, each counted, before they are summed up: see {@link takeInventory}. */
export async function countSources(
  sources: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
  options: CountOptions,
): Promise<CountedSource[]> {
  const listed: SourceFiles[] = [];
  for (const config of sourcesOf(sources, cwd)) listed.push(await filesOf(config, cwd));
  const found = withoutRepeats(listed);
  const requests = found.flatMap(({ config, files }) => files.map((file) => ({ file, config })));
  const outcomes = await countFiles(requests, zone, { cwd, ...options });
  const counted = new Map(requests.map(({ file }, i) => [file, outcomes[i] as CountOutcome]));
  return withoutCopies(found.map((source) => countedSource(source, counted)));
}

function withoutRepeats(sources: SourceFiles[]): SourceFiles[] {
  // A hundred thousand identities are not made needlessly.
  if (sources.length === 1 && sources[0]?.mayRepeat === false) return sources;
  const seen = new Set<string>();
  return sources.map((source) => withoutSeen(source, seen));
}

/**
 * A source without the files that were listed before, in another source or under another name that
 * links to them: their samples would count twice.
 */
function withoutSeen(source: SourceFiles, seen: Set<string>): SourceFiles {
  const files = source.files.filter(({ walked: { identity } }) => {
    return !seen.has(identity) && seen.add(identity);
  });
  const again = source.files.length - files.length;
  const leftOut = new Map(source.leftOut);
  if (again > 0) leftOut.set(COUNTED_ALREADY, again);
  return { ...source, files, leftOut };
}

/** The kind under which files with a second name are left out. */
export const COUNTED_ALREADY = "counted already, in another source or under another name";

function countedSource(
  source: SourceFiles,
  outcomes: ReadonlyMap<DataFile, CountOutcome>,
): CountedSource {
  const counts = new Map<DataFile, FileCount>();
  const problems = [...source.problems];
  const notes: CountedSource["notes"] = [];
  for (const file of source.files) {
    const outcome = outcomes.get(file) as CountOutcome;
    if ("problem" in outcome) problems.push({ path: file.path, problem: outcome.problem });
    else {
      counts.set(file, outcome);
      for (const note of outcome.notes) notes.push({ path: file.path, note });
    }
  }
  return { ...source, problems, notes, counts, unlisted: source.problems.length };
}

/** Files that hold the same bytes as another are counted once, and named. */
function withoutCopies(sources: CountedSource[]): CountedSource[] {
  const files = sources.flatMap((source) => source.files);
  const all = new Map(sources.flatMap((source) => [...source.counts]));
  const copies = identicalFiles(files, all);
  if (copies.size === 0) return sources;
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
