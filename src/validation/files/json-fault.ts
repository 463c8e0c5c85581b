/** The first thing in a text that JSON does not allow. */
export interface JsonFault {
  /** From 1. */
  readonly line: number;
  /** The fault on that line, to be read after "line 3: ". */
  readonly fault: string;
}

const TOKEN =
  /[ \t\r\n]*(?:("[^"\\\n]*(?:\\.[^"\\\n]*)*")|([{}[\],:])|(?:-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity)(?![\w.]))/y;
const SPACE = /[ \t\r\n]*/y;

type Expected = "value" | "key" | "colon" | "comma" | "end";
const WORDS: Record<Expected, string> = {
  value: "a value",
  key: "a key in quotes",
  colon: '":"',
  comma: 'a comma or the closing "}" or "]"',
  end: "nothing more",
};

/**
 * Finds where a text stops to be JSON, with Python's NaN and Infinity: what engines say of it differs
 * from one to the next, and often names no line.
 *
 * @returns null where it finds no fault: engines know finer ones, within a number or an escape
 * @example jsonFault('{\n"auc": oops}') // { line: 2, fault: '"oops}" where a value is expected' }
 */
export function jsonFault(text: string): JsonFault | null {
  const open: string[] = [];
  let expected: Expected = "value";
  let mayClose = false;
  let at = 0;
  const fault = (words: (what: string) => string): JsonFault => {
    SPACE.lastIndex = at;
    SPACE.test(text);
    const start = SPACE.lastIndex;
    const line = text.slice(0, start).split("\n").length;
    const [what = ""] = /^("[^"\n]{0,20}"?|[^\s,"]{1,20}|.)?/.exec(text.slice(start)) ?? [];
    return { line, fault: words(what) };
  };
  while (true) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) {
      if (text.slice(at).trim() !== "") break;
      return expected === "end"
        ? null
        : fault(() => "the file ends too early: cut off, or not yet written");
    }
    const [, quoted, sign] = match;
    const isValue = sign === undefined || sign === "{" || sign === "[";
    if ((sign === "}" || sign === "]") && (mayClose || expected === "comma")) {
      if (open.at(-1) !== (sign === "}" ? "{" : "[")) break;
      open.pop();
      mayClose = false;
      expected = open.length === 0 ? "end" : "comma";
    } else if (expected === "value" && isValue) {
      mayClose = sign !== undefined;
      if (sign !== undefined) open.push(sign);
      expected = sign === "{" ? "key" : sign === "[" ? "value" : "comma";
      if (open.length === 0) expected = "end";
    } else if (expected === "key" && quoted !== undefined) {
      mayClose = false;
      expected = "colon";
    } else if (expected === "colon" && sign === ":") expected = "value";
    else if (expected === "comma" && sign === ",") expected = open.at(-1) === "{" ? "key" : "value";
    else break;
    at = TOKEN.lastIndex;
  }
  if (/^\s*"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:$|\n)/.test(text.slice(at))) {
    return fault(() => "a text in quotes never ends: cut off, or not yet written");
  }
  return fault((what) => `${what} where ${WORDS[expected]} is expected`);
}
