import { LineCounter, parseDocument as parseYaml } from "yaml";
import { messageOf, UserError } from "../errors.ts";

/** The plain value of a YAML or JSON file, and the lines on which its keys stand. */
export interface Document {
  readonly file: string;
  readonly value: unknown;
  /**
   * The line, from 1, of the key at a path; the nearest one above it where it is missing; null where
   * there are no lines, as on the command line.
   */
  lineOf(path: readonly PropertyKey[]): number | null;
}

/**
 * Reads YAML 1.2, of which JSON is a part.
 *
 * @throws UserError naming file and line where the text is not valid YAML
 */
export function parseDocument(text: string, file: string): Document {
  const lines = new LineCounter();
  // logLevel: else a key that is no text is announced by a warning of the process.
  const document = parseYaml(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    logLevel: "error",
  });
  const error = document.errors[0];
  if (error !== undefined) {
    const [line] = error.linePos ?? [{ line: 1 }];
    throw new UserError(`${file}:${line.line}: ${error.message.split(" at line ")[0]}`);
  }
  const offsets = new Map<string, number>();
  collectOffsets(document.contents, [], offsets);
  return {
    file,
    value: plainValue(document, file),
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const offset = offsets.get(keyOf(path.slice(0, length)));
        if (offset !== undefined) return lines.linePos(offset).line;
      }
      return 1;
    },
  };
}

/** Aliases are resolved here only: one that leads nowhere, or to thousands of others, throws. */
function plainValue(document: { toJS(): unknown }, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    throw new UserError(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join("\u0000");
}

/** Where each key, or each item of a list, begins. */
function collectOffsets(node: unknown, path: string[], offsets: Map<string, number>): void {
  const { items } = (node ?? {}) as { items?: unknown[] };
  items?.forEach((item, index) => {
    const { key, value, range } = item as { key?: YamlNode; value?: unknown } & YamlNode;
    const isPair = key !== undefined;
    const at = [...path, isPair ? String(key.value ?? key) : String(index)];
    const start = (isPair ? key.range : range)?.[0];
    if (start !== undefined) offsets.set(keyOf(at), start);
    collectOffsets(isPair ? value : item, at, offsets);
  });
}

interface YamlNode {
  value?: unknown;
  range?: readonly number[];
}
