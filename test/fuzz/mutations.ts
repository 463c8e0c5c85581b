import fc from "fast-check";

/** One change of some bytes; `at` is a share of their length, so that it suits files of any length. */
interface Change {
  readonly kind: (typeof KINDS)[number];
  readonly at: number;
  readonly length: number;
  readonly value: number;
}

const KINDS = [
  ...["bit", "byte", "word", "remove", "repeat", "cut", "splice", "insert"],
  // Twice as often: they leave a text well-formed.
  ...["token", "token", "member", "member"],
] as const;

/** Which file of the corpus is changed, how, and which other one parts are taken from. */
export interface Mutation {
  readonly file: number;
  readonly other: number;
  readonly changes: readonly Change[];
}

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  file: fc.nat(),
  other: fc.nat(),
  changes: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      at: fc.nat(0xffffff).map((value) => value / 0x1000000),
      length: fc.oneof(fc.nat(8), fc.nat(600)),
      value: fc.nat(0xffff),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});

/** What a number, a word or a quoted text is replaced with. */
const TOKENS = [
  ...["", "0", "-1", "1e308", "-1e308", "1e999", "NaN", "Infinity", "-0", "9007199254740993"],
  ...["2147483648", "4294967295", "9999999999999999999", "0x10", "1_000", "00", ".", "null"],
  ...["true", "[]", "{}", "[[]]", '""', '"', "'", "`", "__proto__", '"__proto__"', "constructor"],
  ...['"toString"', "2025-02-30", '"2025-08-14T08:00:00Z"', '"9999-12-31"', '"0000-00-00"'],
  ...[
    '"1900-01-01T00:00:00.123456789+25:00"',
    "-262144-01-01",
    "\u0000",
    "\uFEFF",
    "é",
    "\u{1F600}",
  ],
  ...["\r", "\n", "\r\n", "\t", ",", ";", "|", ":", "&a", "*a", "!!binary x", "- ", "#", "../../x"],
  ...["PT1S", "P1D", "-P1000000D", "FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"],
  ...["https://u:p@a/?b;key", "{a,b}", "+(a|aa)", `$\{a}`],
];

const WORDS = [0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, -0x80000000, 0x10000000];

/** The bytes that a mutation makes of a corpus. */
export function mutated(corpus: readonly Buffer[], { file, other, changes }: Mutation): Buffer {
  const from = corpus[other % corpus.length] as Buffer;
  return changes.reduce(
    (bytes, change) => changed(bytes, change, from),
    corpus[file % corpus.length] as Buffer,
  );
}

function changed(bytes: Buffer, { kind, at, length, value }: Change, other: Buffer): Buffer {
  const start = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, start + length);
  const replaced = (part: Uint8Array, to: number = end) =>
    Buffer.concat([bytes.subarray(0, start), part, bytes.subarray(to)]);
  switch (kind) {
    case "bit":
      return replaced(Buffer.of((bytes[start] ?? 0) ^ (1 << (value & 7))), start + 1);
    case "byte":
      return replaced(Buffer.of(value & 0xff), start + 1);
    case "word": {
      const word = Buffer.alloc(4);
      word.writeInt32LE(WORDS[value % WORDS.length] as number);
      return replaced(value & 0x100 ? word : word.subarray(0, 1), start + (value & 0x100 ? 4 : 1));
    }
    case "remove":
      return replaced(Buffer.alloc(0));
    case "repeat": {
      const part = bytes.subarray(start, end);
      return replaced(Buffer.concat(Array.from({ length: 1 + (value % 20) }, () => part)));
    }
    case "cut":
      return value & 1 ? bytes.subarray(0, start) : bytes.subarray(start);
    case "splice": {
      const place = Math.floor((value / 0x10000) * other.length);
      return replaced(other.subarray(place, place + length));
    }
    case "insert":
      return replaced(Buffer.from(token(value)), start);
    case "token":
      return withToken(bytes, start, value);
    default:
      return withMember(bytes, at, value);
  }
}

function token(value: number): string {
  return TOKENS[value % TOKENS.length] as string;
}

/** Another number, word or quoted text in place of the first one from there. */
function withToken(bytes: Buffer, start: number, value: number): Buffer {
  const text = bytes.toString("latin1");
  const pattern = /"[^"\n]*"|[A-Za-z_]+|-?\d+(\.\d+)?(e[+-]?\d+)?/g;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (match === null) return bytes;
  const after = bytes.subarray(match.index + match[0].length);
  return Buffer.concat([bytes.subarray(0, match.index), Buffer.from(token(value)), after]);
}

/** JSON in which one value is another, or one member is gone or renamed; what is no JSON stays. */
function withMember(bytes: Buffer, at: number, value: number): Buffer {
  let root: unknown;
  try {
    root = JSON.parse(bytes.toString("utf8"));
  } catch {
    return withToken(bytes, Math.floor(at * bytes.length), value);
  }
  const places: [Record<string, unknown>, string][] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node)) {
      const branch = node as Record<string, unknown>;
      places.push([branch, key]);
      visit(branch[key]);
    }
  };
  visit(root);
  const [branch, key] = places[Math.floor(at * places.length)] ?? [{}, ""];
  const others = places[value % Math.max(1, places.length)];
  const options: (() => void)[] = [
    () => delete branch[key],
    () => Object.assign(branch, { [key]: others?.[0]?.[others[1]] }),
    () => Object.assign(branch, { [token(value)]: branch[key] }),
    ...JUNK.map((junk) => () => Object.assign(branch, { [key]: junk })),
  ];
  options[value % options.length]?.();
  try {
    return Buffer.from(JSON.stringify(root));
  } catch {
    return bytes; // A branch that was put into itself.
  }
}

const JUNK: readonly unknown[] = [
  ...[null, true, 0, -1, 0.5, 1e308, -1e308, 1e21, 2 ** 53, "", "x", [], {}, [[]], [null], [{}]],
  ...["NaN", "2025-08-14T08:00:00Z", "2025-02-30", "__proto__", "\ud800", { length: -1 }],
  ...[Array.from({ length: 300 }, (_, i) => i), "a".repeat(5000)],
];
