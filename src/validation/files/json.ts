import { errorMessage } from "../../errors.ts";
import { isDeeper } from "../../text/nesting.ts";
import { jsonFault } from "./json-fault.ts";

/**
 * Parses JSON as Python writes it: NaN, Infinity and -Infinity are numbers. A byte order mark is
 * passed over.
 *
 * @throws Error whose message begins "not valid JSON", with the line, or is {@link TOO_DEEP}, or names a
 * pointer
 * @example parseJson('{"auc": NaN, "note": "NaN"}') // { auc: NaN, note: "NaN" }
 */
export function parseJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, "");
  const value = parsed(plain);
  if (isDeeper(value)) throw new Error(TOO_DEEP);
  return value;
}

function parsed(plain: string): unknown {
  try {
    return /NaN|Infinity/.test(plain) ? parseNonFinite(plain) : JSON.parse(plain);
  } catch (error) {
    if (error instanceof RangeError) throw new Error(TOO_DEEP);
    if (isPointer(plain)) throw new Error(NOT_HERE);
    const found = jsonFault(plain);
    throw new Error(
      `not valid JSON: ${found === null ? errorMessage(error) : `line ${found.line}: ${found.fault}`}`,
    );
  }
}

/** Whether a text stands in the place of a file that Git LFS has not brought here. */
export function isPointer(text: string): boolean {
  return /^version https:\/\/git-lfs\.github\.com\/spec\/v\d+\r?\n/.test(text);
}

const NOT_HERE = "a pointer of Git LFS, whose content is not on this machine: run `git lfs pull`";

/** Of a value that nests deeper than any results, or than a parser's stack. */
export const TOO_DEEP = "nested too deep for results, not read";

/** Text outside of strings is replaced by a string that no file holds, and read back. */
function parseNonFinite(text: string): unknown {
  const mark = unusedMark(text);
  const quoted = text.replace(/"[^"\\]*(?:\\[\s\S][^"\\]*)*(?:"|\\?$)|-?Infinity|NaN/g, (token) =>
    token.startsWith('"') ? token : `"${mark}${token}"`,
  );
  return JSON.parse(quoted, (_key, value) =>
    typeof value === "string" && value.startsWith(mark) ? Number(value.slice(mark.length)) : value,
  );
}

function unusedMark(text: string): string {
  let mark = "number:";
  while (text.includes(mark)) mark = `:${mark}`;
  return mark;
}
