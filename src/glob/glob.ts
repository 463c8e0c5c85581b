import { Automaton } from "./automaton.ts";
import type { Part } from "./part.ts";
import { PatternFault, parsePatterns, parseTextPatterns } from "./pattern.ts";

/**
 * Whether a path matches one of some patterns, and none of those behind a `!`; patterns behind a `!` alone
 * stand for all other paths. The patterns may be anybody's: to read a path takes no longer than its length
 * times theirs. A name that begins with a dot is matched only by a dot.
 *
 * @param patterns of paths with forward slashes, as {@link parsePatterns} reads them
 * @throws PatternFault where they are too long, or say what cannot be read so
 * @example globMatcher(["2025/**", "!**\/*.tmp"])("2025/08/a.csv") // true
 */
export function globMatcher(patterns: readonly string[]): (path: string) => boolean {
  const isNegative = (pattern: string) => /^!(?!\()/.test(pattern);
  const wanted = patterns.filter((pattern) => !isNegative(pattern));
  const unwanted = patterns.filter(isNegative).map((pattern) => pattern.slice(1));
  const isWanted = wanted.length === 0 && unwanted.length > 0 ? () => true : buildMatcher(wanted);
  if (unwanted.length === 0) return isWanted;
  const isUnwanted = buildMatcher(unwanted);
  return (path) => isWanted(path) && !isUnwanted(path);
}

/**
 * The requirement that a list of patterns of paths fails; null if it can be used.
 *
 * @example globFault(["*".repeat(2000)]) // "at most 1000 characters in a pattern, not 2000; split it into several"
 */
export function globFault(patterns: readonly string[]): string | null {
  return findFault(() => globMatcher(patterns));
}

/** The same of patterns of any text. */
export function textFault(patterns: readonly string[]): string | null {
  return findFault(() => textMatcher(patterns));
}

function findFault(use: () => unknown): string | null {
  try {
    use();
    return null;
  } catch (error) {
    if (error instanceof PatternFault) return error.message;
    throw error;
  }
}

/**
 * Whether a text is what one of some simple patterns says, as {@link parseTextPatterns} reads them.
 *
 * @throws PatternFault where they are too long
 * @example textMatcher(["val*"])("val/loss") // true
 */
export function textMatcher(patterns: readonly string[]): (text: string) => boolean {
  return partMatcher(parseTextPatterns(patterns));
}

/** Whether a text is what one of some parts says. */
export function partMatcher(parts: readonly Part[]): (text: string) => boolean {
  const automaton = new Automaton(parts);
  return (text) => automaton.read(automaton.start, text).matches;
}

function buildMatcher(patterns: readonly string[]): (path: string) => boolean {
  return partMatcher(parsePatterns(patterns));
}
