import type { SourceConfig } from "../config/schema.ts";
import { formatInstant, type Instant, type Zone } from "../instant.ts";
import { type CountOutcome, countFiles } from "./count.ts";
import { byType, typeName } from "./formats.ts";
import type { DataFile, EventTime, FileCount } from "./reader.ts";
import type { Inventory, SourceInventory } from "./schema.ts";
import { filesOf, type SourceFiles, sourcesOf } from "./source.ts";

/**
 * Counts what lies in the data directories: files, bytes, samples, and when they happened.
 *
 * @param sources the configured sources; undefined for the default directories
 * @param cwd the project's directory, absolute; the paths in the result are relative to it
 * @param zone the plan's zone: zone-less times are read in it, and instants printed in it
 * @throws UserError where a source does not exist; no file's content makes it throw
 */
export async function takeInventory(
  sources: SourceConfig[] | undefined,
  cwd: string,
  zone: Zone,
): Promise<Inventory> {
  const seen = new Set<string>();
  const found: SourceFiles[] = [];
  for (const config of sourcesOf(sources, cwd)) {
    found.push(withoutSeen(await filesOf(config, cwd), seen));
  }
  const requests = found.flatMap(({ config, files }) => files.map((file) => ({ file, config })));
  const outcomes = await countFiles(requests, zone);
  const counted = new Map(requests.map(({ file }, i) => [file, outcomes[i] as CountOutcome]));
  return summarise(
    found.map((source) => countedSource(source, counted)),
    zone,
  );
}

/**
 * A source without the files that were listed before, in another source or under another name that
 * links to them: their samples would count twice.
 */
function withoutSeen(source: SourceFiles, seen: Set<string>): SourceFiles {
  const files = source.files.filter(({ identity }) => !seen.has(identity) && seen.add(identity));
  const again = source.files.length - files.length;
  const leftOut = new Map(source.leftOut);
  if (again > 0) leftOut.set("counted already, in another source or under another name", again);
  return { ...source, files, leftOut };
}

interface CountedSource extends SourceFiles {
  readonly counts: Counts;
  /** Directories, links and the like that could not be followed: each hides a file, or more. */
  readonly unlisted: number;
}

function countedSource(
  source: SourceFiles,
  outcomes: ReadonlyMap<DataFile, CountOutcome>,
): CountedSource {
  const counts = new Map<DataFile, FileCount>();
  const problems = [...source.problems];
  for (const file of source.files) {
    const outcome = outcomes.get(file) as CountOutcome;
    if ("problem" in outcome) problems.push({ path: file.path, problem: outcome.problem });
    else counts.set(file, outcome);
  }
  return { ...source, problems, counts, unlisted: source.problems.length };
}

function summarise(sources: CountedSource[], zone: Zone): Inventory {
  const files = sources.flatMap((source) => source.files);
  const counts = new Map(sources.flatMap((source) => [...source.counts]));
  const leftOut = new Map<string, number>();
  for (const [kind, n] of sources.flatMap((source) => [...source.leftOut])) {
    leftOut.set(kind, (leftOut.get(kind) ?? 0) + n);
  }
  return {
    ...totals(files, counts, sum(sources.map((source) => source.unlisted)), zone),
    types: typesOf(files, counts),
    sources: sources.map(
      (source): SourceInventory => ({
        name: source.config.name ?? source.config.path,
        path: source.config.path,
        ...totals(source.files, counts, source.unlisted, zone),
      }),
    ),
    problems: sources.flatMap((source) => source.problems),
    notes: files.flatMap((file) =>
      (counts.get(file)?.notes ?? []).map((note) => ({ path: file.path, note })),
    ),
    left_out: [...leftOut].sort().map(([kind, n]) => ({ kind, files: n })),
  };
}

type Counts = ReadonlyMap<DataFile, FileCount>;

function totals(files: SourceFiles["files"], counts: Counts, unlisted: number, zone: Zone) {
  const times = files.flatMap((file) => counts.get(file)?.eventTime ?? []);
  return {
    files: files.length,
    bytes: sum(files.map((file) => file.sizeBytes)),
    samples: {
      counted: sum(files.map((file) => counts.get(file)?.samples ?? 0)),
      uncounted_files: files.filter((file) => !counts.has(file)).length + unlisted,
    },
    modified: rangeOf(
      files.map((file) => file.modified),
      files.map((file) => file.modified),
      zone,
    ),
    event_time: eventTimeOf(times, zone),
  };
}

function eventTimeOf(times: EventTime[], zone: Zone): SourceInventory["event_time"] {
  const range = rangeOf(
    times.map((time) => time.earliest),
    times.map((time) => time.latest),
    zone,
  );
  const columns = [...new Set(times.map((time) => time.column))].sort();
  return range && { ...range, source: `column ${columns.join(", ")}` };
}

function rangeOf(starts: Instant[], ends: Instant[], zone: Zone): SourceInventory["modified"] {
  if (starts.length === 0) return null;
  // Not Math.min(...): a hundred thousand arguments overflow the stack.
  const earliest = starts.reduce((a, b) => Math.min(a, b));
  const latest = ends.reduce((a, b) => Math.max(a, b));
  return { earliest: formatInstant(earliest, zone), latest: formatInstant(latest, zone) };
}

function typesOf(files: SourceFiles["files"], counts: Counts): Inventory["types"] {
  const names = [...new Set(files.map(typeName))].sort(byType);
  return names.map((extension) => {
    const members = files.filter((file) => typeName(file) === extension);
    const read = members.flatMap((file) => counts.get(file) ?? []);
    return {
      extension,
      files: members.length,
      bytes: sum(members.map((file) => file.sizeBytes)),
      samples: read.length === 0 ? null : sum(read.map((count) => count.samples)),
    };
  });
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
