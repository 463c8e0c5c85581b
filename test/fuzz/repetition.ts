import fc from "fast-check";

/**
 * One fragment of an input, many times over. Expressions that backtrack, patterns that expand and loops within
 * loops take long on such inputs alone, and a random change hardly ever makes one.
 */
export interface Repetition {
  readonly kind: "bytes" | "line" | "word" | "pairs" | "nested";
  /** Where the fragment is looked for, as a share of the input's length. */
  readonly at: number;
  /** Of bytes, how many. */
  readonly length: number;
  readonly times: number;
}

/** So many bytes are added at most: more is a large file, and no small one that takes long. */
const MOST_BYTES = 50_000;

export const repetitions: fc.Arbitrary<Repetition> = fc.record({
  kind: fc.constantFrom("bytes", "line", "word", "word", "pairs", "nested"),
  at: fc.nat(0xffffff).map((value) => value / 0x1000000),
  length: fc.integer({ min: 1, max: 12 }),
  times: fc.oneof(fc.integer({ min: 2, max: 40 }), fc.constantFrom(100, 400, 1600, 6400, 25_000)),
});

/** The input with its fragment repeated; as it was, where it has no such fragment. */
export function repeated(input: Buffer, { kind, at, length, times }: Repetition): Buffer {
  const text = input.toString("latin1");
  const start = Math.floor(at * text.length);
  const fragment = fragmentAt(text, kind, start, length);
  if (fragment === null) return input;
  const { from, to, opening, closing } = fragment;
  const count = Math.min(times, Math.ceil(MOST_BYTES / Math.max(1, to - from)));
  const inner = text.slice(from + opening, to - closing);
  const many =
    kind === "nested"
      ? `${text.slice(from, from + opening).repeat(count)}${inner}${text.slice(to - closing, to).repeat(count)}`
      : text.slice(from, to).repeat(count);
  return Buffer.from(`${text.slice(0, from)}${many}${text.slice(to)}`, "latin1");
}

interface Fragment {
  readonly from: number;
  readonly to: number;
  /** How many of its characters open it, and how many close it, where it is a pair of brackets. */
  readonly opening: number;
  readonly closing: number;
}

function fragmentAt(
  text: string,
  kind: Repetition["kind"],
  start: number,
  length: number,
): Fragment | null {
  const plain = (from: number, to: number) =>
    to > from ? { from, to, opening: 0, closing: 0 } : null;
  if (kind === "bytes") return plain(start, Math.min(text.length, start + length));
  if (kind === "pairs" || kind === "nested") {
    return pairFrom(text, start) ?? pairFrom(text, 0);
  }
  const expression = kind === "line" ? /[^\n]*\n?/g : /[^\w\s]?\w+/g;
  expression.lastIndex = kind === "line" ? text.lastIndexOf("\n", start - 1) + 1 : start;
  const match = expression.exec(text);
  return match === null ? null : plain(match.index, match.index + match[0].length);
}

/** The first bracket from there, with what operator stands before it, as far as it is closed. */
function pairFrom(text: string, start: number): Fragment | null {
  const opener = /\{\{#(\w+)[^}]*\}\}|BEGIN:(\w+)\r?\n|[$?*+@!]?([([{])/g;
  opener.lastIndex = start;
  const found = opener.exec(text);
  if (found === null) return null;
  const [open, block, component, bracket = ""] = found;
  const from = found.index;
  const close =
    block !== undefined
      ? `{{/${block}}}`
      : component !== undefined
        ? `END:${component}\r\n`
        : (CLOSING[bracket] ?? "");
  const at = closingAt(text, from + open.length, bracket || open.trimEnd(), close.trimEnd());
  if (at === null) return null;
  const to = Math.min(text.length, at + close.length);
  return { from, to, opening: open.length, closing: to - at };
}

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Where what was opened before a place is closed; null where it is not. */
function closingAt(text: string, from: number, open: string, close: string): number | null {
  for (let [at, depth] = [from, 1]; at < text.length; at++) {
    if (text.startsWith(close, at)) {
      depth--;
      if (depth === 0) return at;
    } else if (text.startsWith(open, at)) depth++;
  }
  return null;
}
