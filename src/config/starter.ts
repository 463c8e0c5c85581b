import { stringify } from "yaml";
import { z } from "zod";
import { EXAMPLES, plainDefaults } from "./examples.ts";
import { type ConfigInput, configSchema } from "./schema.ts";

/** Remarks that replace a key's description, by the key's place: `sources.0.path`. */
export type Remarks = Readonly<Record<string, string>>;

/**
 * The text of a starting configuration: every key of the schema, with its description. Values that were
 * found are active; defaults stand behind one `#`, and examples of keys without a default behind two.
 *
 * @param head lines for the top, without `#`
 * @param found what was found: the configuration that the text is, once it is parsed
 */
export function starter(head: readonly string[], found: ConfigInput, remarks: Remarks): string {
  const schema = z.toJSONSchema(configSchema, { io: "input" }) as { properties?: object };
  // `$schema` is for JSON; YAML has a comment for it.
  const { $schema, ...properties } = schema.properties as Properties;
  const lines = section(properties, [found, plainDefaults(), EXAMPLES], "", remarks);
  return [
    ...head.map((line) => `# ${line}`.trimEnd()),
    ...lines.map((line) => (/^(# )?\w/.test(line) ? `\n${line}` : line)),
    "",
  ].join("\n");
}

type Properties = Record<string, Node>;
/** A part of a JSON Schema. */
interface Node {
  description?: string;
  properties?: Properties;
  items?: Node;
  /** Of each value of a mapping by names. */
  additionalProperties?: Node | boolean;
  enum?: readonly string[];
}

/** The same part of several configurations; the first that has a value provides it. */
type Layers = readonly unknown[];

function section(properties: Properties, layers: Layers, above: string, remarks: Remarks) {
  return Object.entries(properties).flatMap(([key, node]): string[] => {
    const values = layers.map((layer) => (layer as Record<string, unknown> | undefined)?.[key]);
    // A section without a default is all examples.
    const depth = values.findIndex((value) => value !== undefined && !isEmpty(value));
    if (depth < 0) return formatChoice(key, node, remarks[`${above}${key}`]);
    const lines = entry(key, node, values.slice(depth), `${above}${key}`, remarks);
    return depth === 0 ? lines : lines.map((line) => `# ${line}`);
  });
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** A key without a value of which there is something to say: its first choice, as a comment. */
function formatChoice(key: string, { enum: choices }: Node, remark: string | undefined): string[] {
  const [first] = choices ?? [];
  return remark === undefined || first === undefined
    ? []
    : [`# ${key}: ${first}  # ${oneLine(remark)}`];
}

function entry(key: string, node: Node, layers: Layers, place: string, remarks: Remarks): string[] {
  const remark = oneLine(remarks[place] ?? node.description ?? "");
  const comment = remark && `  # ${remark}`;
  if (node.properties !== undefined) {
    const inner = section(node.properties, layers, `${place}.`, remarks);
    return [`${key}:${comment}`, ...inner.map(indent)];
  }
  if (node.items?.properties !== undefined) {
    const inner = items(node.items.properties, layers as unknown[][], place, remarks);
    return [`${key}:${comment}`, ...inner.map(indent)];
  }
  if (typeof node.additionalProperties === "object" && node.additionalProperties.properties) {
    const inner = named(node.additionalProperties.properties, layers[0], place, remarks);
    return [`${key}:${comment}`, ...inner.map(indent)];
  }
  const [first = "", ...rest] = yaml(key, layers[0]);
  return [first + comment, ...rest];
}

/** The values of a mapping by names; the first has the descriptions, of the others one line is enough. */
function named(properties: Properties, values: unknown, place: string, remarks: Remarks): string[] {
  return Object.entries(values as object).flatMap(([name, value], index) => {
    if (index > 0) return yaml(name, value);
    const lines = section(properties, [value], `${place}.${name}.`, remarks);
    return [`${name}:`, ...lines.map(indent)];
  });
}

/** The items of a list; the first shows what else an item may hold, and the descriptions. */
function items(first: Properties, lists: unknown[][], place: string, remarks: Remarks): string[] {
  const further = Object.fromEntries(
    Object.entries(first).map(([key, { description, ...node }]) => [key, node]),
  );
  return (lists[0] ?? []).flatMap((item, index) => {
    const layers = index === 0 ? lists.map((list) => list?.[0]) : [item];
    const lines = section(index === 0 ? first : further, layers, `${place}.${index}.`, remarks);
    return lines.map((line, row) => (row === 0 ? `- ${line}` : indent(line)));
  });
}

/** Lists and mappings on one line where they fit. A quoted text never spans lines. */
function yaml(key: string, value: unknown): string[] {
  const plain = { lineWidth: 0, blockQuote: false } as const;
  const flow = { ...plain, collectionStyle: "flow", flowCollectionPadding: false } as const;
  const isShort = typeof value === "object" && JSON.stringify(value).length <= 70;
  const text = isShort ? `${key}: ${stringify(value, flow)}` : stringify({ [key]: value }, plain);
  return text.trimEnd().split("\n");
}

function indent(line: string): string {
  return `  ${line}`;
}

/** A comment ends where its line does: nothing from a file may end it. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
