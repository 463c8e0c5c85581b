/**
 * The candidate that a misspelt word most likely means: the one that fewest slips lead to, at most one
 * and one more for every five letters; else the only one that it is the beginning of. Case is no difference.
 *
 * @returns undefined where none is near
 * @example similarTo("genrate", ["generate", "schema"]) // "generate"
 */
export function similarTo(word: string, candidates: Iterable<string>): string | undefined {
  // So long a word is not a slip, and takes long to compare.
  if (word.length > 100) return undefined;
  const words = [...candidates];
  let least = 1 + word.length / 5;
  let nearest: string | undefined;
  for (const candidate of words) {
    const slips = slipsBetween(word.toLowerCase(), candidate.toLowerCase());
    if (slips < least || (slips === least && nearest === undefined)) {
      least = slips;
      nearest = candidate;
    }
  }
  return nearest ?? completed(word, words);
}

/** The only candidate that begins with a word of three letters or more: `train` for `training`. */
function completed(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3) return undefined;
  const start = word.toLowerCase();
  const longer = candidates.filter((each) => each.toLowerCase().startsWith(start));
  return longer.length === 1 ? longer[0] : undefined;
}

/**
 * Letters omitted, added, replaced, or exchanged with their neighbour.
 * Source: R. Lowrance and R. Wagner, "An Extension of the String-to-String Correction Problem", 1975,
 * in the form that edits no substring twice ("optimal string alignment").
 *
 * @example slipsBetween("ca", "ac") // 1
 */
function slipsBetween(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let slips = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, at(before, j - 2) + 1);
      }
      row.push(slips);
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] as number;
}
