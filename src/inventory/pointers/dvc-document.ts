import { errorMessage } from "../../errors.ts";
import type { Root } from "../../trust/named-path.ts";
import { readNamed } from "../../trust/named-text.ts";

/** A lock file has some hundred kB; a larger one would take long to read. */
const MOST_BYTES = 2 << 20;

/**
 * The plain value of a file of DVC.
 *
 * @param path relative to the root
 * @throws Error that says what is wrong with it
 */
export async function readDvcDocument(path: string, root: Root): Promise<unknown> {
  const text = readNamed(path, root, "data", MOST_BYTES).toString("utf8");
  const { readYaml, YamlFault } = await import("../../text/yaml-document.ts");
  try {
    return readYaml(text, { uniqueKeys: false }).document.toJS();
  } catch (error) {
    const line = error instanceof YamlFault ? `line ${error.line}: ` : "";
    throw new Error(`not valid YAML: ${line}${errorMessage(error)}`);
  }
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The list under a key of a mapping; empty where there is no list. */
export function readList(value: unknown, key: string): unknown[] {
  const list = isMapping(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}
