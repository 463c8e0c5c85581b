import { posix } from "node:path";
import type { SourceFiles } from "./source.ts";

/**
 * The sources, each file in the one of those that list it whose path is the most specific, else in the
 * first, under the first of its names.
 */
export function withoutRepeats(sources: SourceFiles[]): SourceFiles[] {
  // A hundred thousand identities are not made needlessly.
  if (sources.length === 1 && sources[0]?.mayRepeat === false) return sources;
  const seen = new Set<string>();
  const depth = ({ config }: SourceFiles) => posix.normalize(config.path).split("/").length;
  const kept = new Map<SourceFiles, SourceFiles>();
  for (const source of [...sources].sort((a, b) => depth(b) - depth(a))) {
    kept.set(source, withoutSeen(source, seen));
  }
  return sources.map((source) => kept.get(source) as SourceFiles);
}

/**
 * A source without the files that were listed before, in another source or under another name that
 * links to them: their samples would count twice.
 */
function withoutSeen(source: SourceFiles, seen: Set<string>): SourceFiles {
  const { table } = source.config;
  const files = source.files.filter(({ walked: { identity } }) => {
    // Sources may name several tables of a file.
    const key = table === undefined ? identity : `${identity} ${table}`;
    const isNew = !seen.has(key);
    seen.add(key).add(identity);
    return isNew;
  });
  const again = source.files.length - files.length;
  const leftOut = new Map(source.leftOut);
  if (again > 0) leftOut.set(COUNTED_ALREADY, again);
  return { ...source, files, leftOut };
}

/** The reason under which files with a second name are skipped. */
export const COUNTED_ALREADY = "counted already, in another source or under another name";
