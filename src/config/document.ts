import { messageOf, UserError } from "../errors.ts";
import { readYaml, type YamlDocument, YamlFault } from "../yaml-document.ts";

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
 * Where a key stands, as errors name it.
 *
 * @example placeOf(document, ["sources", 0, "path"]) // "retrain-plan.yaml:4: sources[0].path"
 */
export function placeOf({ file, lineOf }: Document, path: readonly PropertyKey[]): string {
  const line = lineOf(path);
  return `${file}${line === null ? "" : `:${line}`}: ${keyName(path)}`;
}

function keyName(path: readonly PropertyKey[]): string {
  const name = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  // A key with a line break would break the line of its error.
  return name.replace(/^\./, "").replace(/[\r\n]+/g, " ") || "the whole file";
}

/**
 * Reads YAML 1.2, of which JSON is a part.
 *
 * @throws UserError naming file and line where the text is not valid YAML
 */
export function parseDocument(text: string, file: string): Document {
  const { document, lines } = parsed(text.replace(/^\uFEFF/, ""), file);
  const offsets = new Map<string, number>();
  const second = collectOffsets(document.contents, [], offsets);
  if (second !== undefined) {
    const [at, key] = second;
    throw new UserError(`${file}:${lines.linePos(at).line}: the key ${key} is there twice`, {
      hint: "remove one of them",
    });
  }
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

/** That a key is there twice is found out below, where it costs nothing. */
function parsed(text: string, file: string): YamlDocument {
  try {
    return readYaml(text, { uniqueKeys: false });
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    const hints = error.isTooDeep ? { hint: FLATTEN } : error.isSyntax ? { hint: MEND } : {};
    throw new UserError(`${file}:${error.line}: ${error.message}`, hints);
  }
}

/** Aliases are resolved here only: one that leads nowhere, or to thousands of others, throws. */
function plainValue(document: { toJS(): unknown }, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const fault = error instanceof RangeError ? TOO_DEEP : messageOf(error);
    throw new UserError(`${file}: ${fault}`, {
      hint: "write out what the alias stands for",
      cause: error,
    });
  }
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.map(String).join("\u0000");
}

const MEND = "check the indentation (is a parent key still commented out?), quotes and brackets";

const FLATTEN = "write it with fewer levels";

const TOO_DEEP = "nested too deeply";

/**
 * Where each key, or each item of a list, begins.
 *
 * @returns the first key that a mapping has twice, and where it stands
 */
function collectOffsets(
  node: unknown,
  path: string[],
  offsets: Map<string, number>,
): [number, string] | undefined {
  const { items } = (node ?? {}) as { items?: unknown[] };
  for (const [index, item] of items?.entries() ?? []) {
    const { key, value, range } = (item ?? {}) as { key?: YamlNode; value?: unknown } & YamlNode;
    const isPair = key !== undefined;
    const name = isPair ? String(key?.value ?? key) : String(index);
    const at = [...path, name];
    const start = (isPair ? key?.range : range)?.[0];
    if (start !== undefined) {
      if (offsets.has(keyOf(at))) return [start, name];
      offsets.set(keyOf(at), start);
    }
    const second = collectOffsets(isPair ? value : item, at, offsets);
    if (second !== undefined) return second;
  }
  return undefined;
}

interface YamlNode {
  value?: unknown;
  range?: readonly number[];
}
