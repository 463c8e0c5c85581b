/**
 * Parses JSON in which every key of an object stands once. Where a key stands twice, readers differ in which
 * they believe: a person may approve the first, and a program read the last.
 *
 * @throws Error where it is not JSON, or a key stands twice, with the line
 * @example parseUniqueJson('{"by": "A", "b\\u0079": "B"}') // throws "line 1: the key by stands twice"
 */
export function parseUniqueJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  /** The keys of each open object; null for a list. */
  const open: (Set<string> | null)[] = [];
  let isKey = false;
  // It is JSON, so that quotes, brackets and commas alone tell where keys stand.
  for (const { 0: token, index } of text.matchAll(
    /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|[{}[\],:]/gs,
  )) {
    const keys = open.at(-1);
    if (token === "{") {
      open.push(new Set());
      isKey = true;
    } else if (token === "[") {
      open.push(null);
      isKey = false;
    } else if (token === "}" || token === "]") {
      open.pop();
      isKey = false;
    } else if (token === ",") isKey = keys !== null;
    else if (token === ":") isKey = false;
    else if (isKey && keys) {
      const key = JSON.parse(token) as string;
      if (keys.has(key)) {
        const line = text.slice(0, index).split("\n").length;
        throw new Error(`line ${line}: the key ${JSON.stringify(key)} stands twice`);
      }
      keys.add(key);
    }
  }
  return value;
}
