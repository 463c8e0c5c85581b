import type { SourceFiles } from "./source.ts";

/** The sources, each file in the first of those that list it, under the first of its names. */
export function withoutRepeats(sources: SourceFiles[]): SourceFiles[] {
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
