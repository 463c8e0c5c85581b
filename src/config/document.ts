import { errorMessage, UserError } from "../errors.ts";
import { readYaml, type YamlDocument, YamlFault } from "../text/yaml-document.ts";

/** The plain value of a YAML or JSON file, and the lines on which its keys stand. */
export interface Document {
  readonly file: string;
  readonly value: unknown;
  /**
   * The line, from 1, of the key at a path; the nearest one above it where it is missing; null where
   * there are no lines, as on the command line.
   */
  findLine(path: readonly PropertyKey[]): number | null;
}

/**
 * Where a key stands, as errors name it.
 *
 * @example describePlace(document, ["sources", 0, "path"]) // "retrain-plan.yaml:4: sources[0].path"
 */
export function describePlace({ file, findLine }: Document, path: readonly PropertyKey[]): string {
  const line = findLine(path);
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
    const line = (offset: number) => lines.linePos(offset).line;
    const what = `the key ${second.key} is there twice, first in line ${line(second.first)}`;
    throw new UserError(`${file}:${line(second.at)}: ${what}`, {
      hint: "merge them, or remove one",
    });
  }
  return {
    file,
    value: plainValue(document, file),
    findLine(path) {
      for (let length = path.length; length > 0; length--) {
        const offset = offsets.get(joinKeys(path.slice(0, length)));
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
    const hints = suggestFix(error);
    const message = error.message.startsWith("Nested mappings") ? SECOND_COLON : error.message;
    throw new UserError(`${file}:${error.line}: ${message}`, hints);
  }
}

function suggestFix(fault: YamlFault): { hint?: string } {
  if (fault.isTooDeep) return { hint: FLATTEN };
  if (fault.message.startsWith("Tabs ")) return { hint: "indent with spaces" };
  if (fault.message.startsWith("Nested mappings")) return { hint: QUOTE_OR_INDENT };
  return fault.isSyntax ? { hint: MEND } : {};
}

/** Aliases are resolved here only: one that leads nowhere, or to thousands of others, throws. */
function plainValue(document: { toJS(): unknown }, file: string): unknown {
  try {
    return document.toJS() ?? {};
  } catch (error) {
    const fault = error instanceof RangeError ? TOO_DEEP : errorMessage(error);
    throw new UserError(`${file}: ${fault}`, {
      hint: "write out what the alias stands for",
      cause: error,
    });
  }
}

function joinKeys(path: readonly PropertyKey[]): string {
  return path.map(String).join("\u0000");
}

const MEND = "check the indentation (is a parent key still commented out?), quotes and brackets";

/** As it stands in one value, or because the next line is indented too far. */
const SECOND_COLON = "a second `: ` in the value of a key";

const QUOTE_OR_INDENT = "put the value in quotes, or indent the next line like this one";

const FLATTEN = "write it with fewer levels";

const TOO_DEEP = "nested too deeply";

/**
 * Where each key, or each item of a list, begins.
 *
 * @returns the first key that a mapping has twice, and where it stands both times
 */
function collectOffsets(
  node: unknown,
  path: string[],
  offsets: Map<string, number>,
): Twice | undefined {
  const { items } = (node ?? {}) as { items?: unknown[] };
  for (const [index, item] of items?.entries() ?? []) {
    const { key, value, range } = (item ?? {}) as { key?: YamlNode; value?: unknown } & YamlNode;
    const isPair = key !== undefined;
    const name = isPair ? String(key?.value ?? key) : String(index);
    const at = [...path, name];
    const start = (isPair ? key?.range : range)?.[0];
    if (start !== undefined) {
      const first = offsets.get(joinKeys(at));
      if (first !== undefined) return { key: at.join("."), at: start, first };
      offsets.set(joinKeys(at), start);
    }
    const second = collectOffsets(isPair ? value : item, at, offsets);
    if (second !== undefined) return second;
  }
  return undefined;
}

interface Twice {
  readonly key: string;
  readonly at: number;
  readonly first: number;
}

interface YamlNode {
  value?: unknown;
  range?: readonly number[];
}
