/**
 * A value as JSON, indented by two, with a line break at its end. Characters that a terminal or a log
 * would obey are written by number, which JSON reads as the same.
 *
 * @example jsonText({ path: "a\u202eb" }) // '{\n  "path": "a\\u202eb"\n}\n'
 */
export function jsonText(value: unknown): string {
  return `${inert(JSON.stringify(value, null, 2))}\n`;
}

/** The same on one line, without a line break. */
export function compactJson(value: unknown): string {
  return inert(JSON.stringify(value));
}

function inert(json: string): string {
  return json
    .replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("##[", "#\\u0023[");
}

/** The unsafe characters that JSON.stringify leaves; it writes those below a space by number. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
