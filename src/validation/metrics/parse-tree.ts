import { extname } from "node:path";
import { errorMessage } from "../../errors.ts";
import { isDeeper } from "../../text/nesting.ts";
import { parseJson, TOO_DEEP } from "../files/json.ts";

/**
 * The parser of a file of metrics, by its suffix as DVC chooses it: JSON, TOML, and everything else as
 * YAML, of which a lone number is a part. It throws an Error with the line where there is one.
 *
 * @example (await treeParser("scores.toml"))("auc = 0.9") // { auc: 0.9 }
 */
export async function treeParser(path: string): Promise<(text: string) => unknown> {
  const suffix = extname(path).toLowerCase();
  if (suffix === ".py") {
    return () => {
      throw new Error("a program in Python, which is not run; let it write JSON");
    };
  }
  const parse =
    suffix === ".json" ? parseJson : suffix === ".toml" ? await tomlParser() : await yamlParser();
  return (text) => {
    const plain = text.replace(/^\uFEFF/, "");
    if (plain.trim() === "") throw new Error("empty; metrics by their names are expected");
    try {
      const value = parse(plain);
      // Keys with points nest without a bracket.
      if (!isDeeper(value)) return value;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    throw new Error(TOO_DEEP);
  };
}

async function tomlParser(): Promise<(text: string) => unknown> {
  const { parse } = await import("smol-toml");
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      const { line } = error as { line?: number };
      const [said = ""] = (error as Error).message.split("\n");
      const fault = said.replace(/^Invalid TOML document: /, "");
      throw new Error(`not valid TOML: ${line === undefined ? "" : `line ${line}: `}${fault}`);
    }
  };
}

async function yamlParser(): Promise<(text: string) => unknown> {
  const { readYaml, YamlFault } = await import("../../text/yaml-document.ts");
  return (text) => {
    if (text.length > MOST_YAML) {
      throw new Error("more than 2 MB of YAML, which takes long to read; write JSON");
    }
    try {
      // To find a key that is there twice takes the square of their number: of more, the last counts.
      const { document } = readYaml(text, { uniqueKeys: text.length < MOST_COMPARED });
      return document.toJS();
    } catch (error) {
      if (!(error instanceof YamlFault)) throw new Error(`not valid YAML: ${errorMessage(error)}`);
      if (error.isTooDeep) throw new Error(TOO_DEEP);
      throw new Error(`not valid YAML: line ${error.line}: ${error.message}`);
    }
  };
}

/** Characters; beyond these it would take more than half a second. */
const MOST_COMPARED = 64 << 10;
/** Characters; YAML is read at about one million a second. */
const MOST_YAML = 2 << 20;
