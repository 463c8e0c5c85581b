import {
  ANY_AT_ALL,
  ANY_CHARACTER,
  ANY_FOLDERS,
  ANY_NAME,
  ANYTHING,
  anyText,
  characterAt,
  literal,
  literalText,
  NOTHING,
  type Part,
  SLASH,
  toCodePoint,
} from "./part.ts";

/** The fault of a pattern, worded as the expected form. */
export class PatternFault extends Error {
  override readonly name = "PatternFault";
}

/** Of a pattern, and of a list of them: to read a path takes its length times theirs, at worst. */
const MOST_CHARACTERS = { each: 1000, all: 10_000 };
const MOST_WILDCARDS = { each: 50, all: 500 };
const MOST_IN_RANGES = 1000;

/**
 * Reads patterns: `*` and `?` within a name, `**` across folders, `[a-z]`, `[!a-z]`, `{a,b}`, `{1..12}`,
 * `(a|b)`, `?(a|b)`, `*(a|b)`, `+(a|b)`, `@(a|b)`; `\` makes the next character an ordinary one.
 *
 * @throws PatternFault where they are too long, have too many wildcards or brackets, or one has `!(…)`, which
 * no automaton of this kind can read
 */
export function parsePatterns(patterns: readonly string[]): Part[] {
  const lists = patterns.map((pattern) =>
    expandAlternatives(pattern.replace(/^(?:\.\/)+/, "").replace(/\/{2,}/g, "/")),
  );
  checkMost(
    "characters",
    MOST_CHARACTERS,
    lists.flat().map(({ length }) => length),
  );
  const parser = new PatternParser();
  const wildcards: number[] = [];
  return lists.map((texts) => {
    const parts = texts.map((text) => {
      const part = parser.parse(text, { before: "/", after: "" });
      wildcards.push(parser.wildcards - wildcards.reduce((sum, each) => sum + each, 0));
      checkMost("wildcards and brackets", MOST_WILDCARDS, wildcards);
      return part;
    });
    return { kind: "choice", parts };
  });
}

/** The patterns that a pattern lists in braces around the whole of it: each of them may be as long as one. */
function expandAlternatives(pattern: string): string[] {
  if (pattern[0] !== "{" || findClosing(pattern, 0) !== pattern.length - 1) return [pattern];
  const alternatives = splitAt(pattern.slice(1, -1), ",");
  return alternatives.length > 1 ? alternatives : [pattern];
}

/**
 * Reads patterns of any text: `*` is any text, slashes included, `?` any character, all else is meant literally.
 *
 * @throws PatternFault where they are too long, or have too many wildcards
 */
export function parseTextPatterns(patterns: readonly string[]): Part[] {
  checkMost(
    "characters",
    MOST_CHARACTERS,
    patterns.map(({ length }) => length),
  );
  const wildcardsIn = (pattern: string) => pattern.match(/[*?]/g)?.length ?? 0;
  checkMost("wildcards", MOST_WILDCARDS, patterns.map(wildcardsIn));
  const parsePart = (character: string): Part =>
    character === "*" ? anyText(0) : character === "?" ? ANY_AT_ALL : literal(character);
  return patterns.map((pattern) => ({ kind: "sequence", parts: [...pattern].map(parsePart) }));
}

function checkMost(
  what: string,
  { each, all }: { each: number; all: number },
  counts: readonly number[],
): void {
  const most = Math.max(0, ...counts);
  if (most > each) {
    throw new PatternFault(
      `at most ${each} ${what} in a pattern, not ${most}; split it into several`,
    );
  }
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum > all) {
    throw new PatternFault(`at most ${all} ${what} in a list of patterns, not ${sum}; shorten it`);
  }
}

/** The characters on both sides of a text: `**` is special only where it is a whole name. */
interface Sides {
  readonly before: string;
  readonly after: string;
}

class PatternParser {
  wildcards = 0;
  #inRanges = 0;

  parse(text: string, sides: Sides): Part {
    const parts: Part[] = [];
    for (let at = 0; at < text.length; ) {
      const [part, length] = this.#partAt(text, at, sides);
      parts.push(part);
      at += length;
    }
    return { kind: "sequence", parts };
  }

  /** The part that begins at a place, and how many characters it takes. */
  #partAt(text: string, at: number, sides: Sides): [part: Part, length: number] {
    const character = characterAt(text, at);
    const opening = "?*+@!".includes(character) ? at + 1 : at;
    if (text[opening] === "(") {
      const end = findClosing(text, opening);
      if (end !== null) return this.#group(text, at, opening, end, sides);
    }
    switch (character) {
      case "*":
        return this.#stars(text, at, sides);
      case "?":
        this.wildcards++;
        return [ANY_CHARACTER, 1];
      case "[":
        return this.#class(text.slice(at)) ?? [literal(character), 1];
      case "{": {
        const end = findClosing(text, at);
        return end === null ? [literal(character), 1] : this.#braces(text, at, end, sides);
      }
      case "\\": {
        const next = characterAt(text, at + 1);
        return next === "" ? [literal(character), 1] : [literal(next), 1 + next.length];
      }
      default:
        return [literal(character), character.length];
    }
  }

  #stars(text: string, at: number, { before, after }: Sides): [part: Part, length: number] {
    this.wildcards++;
    let end = at + 1;
    // The last of `**(a|b)` belongs to the group.
    while (text[end] === "*" && (text[end + 1] !== "(" || findClosing(text, end + 1) === null))
      end++;
    const isWhole = end - at === 2 && (text[at - 1] ?? before) === "/";
    if (isWhole && text[end] === "/") return [ANY_FOLDERS, end - at + 1];
    const next = text[end] ?? after;
    return [isWhole && (next === "" || next === "/") ? ANYTHING : ANY_NAME, end - at];
  }

  /** `(a|b)`, and what an operator before it makes of it. */
  #group(
    text: string,
    at: number,
    opening: number,
    end: number,
    sides: Sides,
  ): [part: Part, length: number] {
    this.wildcards++;
    const operator = text.slice(at, opening);
    if (operator === "!") {
      throw new PatternFault("a pattern without !(…); exclude by a pattern of its own");
    }
    const length = end + 1 - at;
    const within = { before: text[at - 1] ?? sides.before, after: text[end + 1] ?? sides.after };
    const inner = splitAt(text.slice(opening + 1, end), "|");
    const parts = inner.map((each) => this.parse(each, within));
    const choice: Part = { kind: "choice", parts };
    if (operator === "?") return [{ kind: "choice", parts: [...parts, NOTHING] }, length];
    if (operator === "*") return [{ kind: "repeat", part: choice, least: 0 }, length];
    if (operator === "+") return [{ kind: "repeat", part: choice, least: 1 }, length];
    return [choice, length];
  }

  /** `{a,b}`, `{1..12}`; else braces are ordinary characters. */
  #braces(text: string, at: number, end: number, sides: Sides): [part: Part, length: number] {
    this.wildcards++;
    const length = end + 1 - at;
    const inner = text.slice(at + 1, end);
    const range = parseRange(inner);
    if (range !== null) return [{ kind: "choice", parts: this.#members(range) }, length];
    const alternatives = splitAt(inner, ",");
    if (alternatives.length === 1) {
      const within = this.parse(inner, { before: "{", after: "}" });
      return [{ kind: "sequence", parts: [literal("{"), within, literal("}")] }, length];
    }
    const within = { before: text[at - 1] ?? sides.before, after: text[end + 1] ?? sides.after };
    return [
      { kind: "choice", parts: alternatives.map((each) => this.parse(each, within)) },
      length,
    ];
  }

  #members({ count, nameAt }: Range): Part[] {
    this.#inRanges += count;
    if (!(this.#inRanges <= MOST_IN_RANGES)) {
      throw new PatternFault(`at most ${MOST_IN_RANGES} names in ranges such as {1..12}; use *`);
    }
    return Array.from({ length: count }, (_, index) => literalText(nameAt(index)));
  }

  /** `[a-z]`, `[!a-z]`; null where the bracket is not closed. */
  #class(text: string): [part: Part, length: number] | null {
    const found = /^\[([!^]?)(\]?(?:[^\\\]]|\\.)*)\]/su.exec(text);
    if (found === null) return null;
    this.wildcards++;
    const [whole, not, inner = ""] = found;
    const ranges = Array.from(
      inner.matchAll(/\\?(.)(?:-\\?([^\]]))?/gsu),
      ([, first = "", last = first]) => [toCodePoint(first), toCodePoint(last)] as const,
    );
    const isIn = (code: number) => ranges.some(([first, last]) => first <= code && code <= last);
    const matches = (code: number) => code !== SLASH && isIn(code) === (not === "");
    return [{ kind: "character", matches, isWild: true }, whole.length];
  }
}

/** Where the bracket that opens at a place is closed; null where it is not. */
function findClosing(text: string, opening: number): number | null {
  const open = text[opening];
  const close = open === "(" ? ")" : "}";
  let depth = 0;
  for (let at = opening; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return at;
  }
  return null;
}

/** The parts of a text between separators, those within brackets aside. */
function splitAt(text: string, separator: string): string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if ("({".includes(character)) depth++;
    else if (")}".includes(character)) depth--;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

interface Range {
  readonly count: number;
  readonly nameAt: (index: number) => string;
}

/** `1..12`, `01..12`, `a..e`, `9..0`, `0..20..5`; null for anything else. */
function parseRange(text: string): Range | null {
  const [, from = "", to = "", stepText] =
    /^(-?\d{1,15}|[A-Za-z])\.\.(-?\d{1,15}|[A-Za-z])(?:\.\.(-?\d{1,15}))?$/.exec(text) ?? [];
  const areNumbers = /\d$/.test(from);
  if (from === "" || areNumbers !== /\d$/.test(to)) return null;
  const [first, last] = areNumbers
    ? [Number(from), Number(to)]
    : [toCodePoint(from), toCodePoint(to)];
  const step = Math.max(1, Math.abs(Number(stepText ?? 1))) * (first <= last ? 1 : -1);
  const width = [from, to].some((end) => /^-?0\d/.test(end)) ? Math.max(from.length, to.length) : 0;
  const nameAt = (index: number) => {
    const value = first + index * step;
    if (!areNumbers) return String.fromCodePoint(value);
    const digits = String(Math.abs(value));
    return value < 0 ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
  };
  return { count: Math.floor((last - first) / step) + 1, nameAt };
}
