import { buildJsonSchema } from "../../src/commands/schema.ts";
import type { Plan } from "../../src/plan/schema.ts";

/** What of JSON Schema the plan's schema uses. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly $ref?: string;
}

const schema = buildJsonSchema("plan") as Schema;
const NULL: Schema = { type: "null" };

/** A plan that has something in every part of its schema; `text` stands wherever text from outside may. */
export function planOf(text: string): Plan {
  return sample(schema, text, true) as Plan;
}

/** The same without anything that a plan may lack. */
export function barePlan(): Plan {
  return sample(schema, "text", false) as Plan;
}

/** A value that the schema allows: with one item in each list and a value for each null, or with neither. */
function sample(node: Schema, text: string, isFull: boolean): unknown {
  const inner = (each: Schema) => sample(each, text, isFull);
  if (node.const !== undefined) return node.const;
  if (node.enum !== undefined) return node.enum[0];
  if (node.anyOf !== undefined) return inner(alternative(node.anyOf, isFull));
  if (Array.isArray(node.type)) {
    return inner(
      alternative(
        node.type.map((type) => ({ ...node, type })),
        isFull,
      ),
    );
  }
  switch (node.type) {
    case "object":
      return isRecord(node)
        ? Object.fromEntries(isFull ? [[text, inner(node.additionalProperties as Schema)]] : [])
        : Object.fromEntries(
            Object.entries(node.properties ?? {}).map(([key, each]) => [key, inner(each)]),
          );
    case "array":
      if (node.prefixItems !== undefined) return node.prefixItems.map(inner);
      return isFull && node.items !== undefined ? [inner(node.items)] : [];
    case "string":
      return stringOf(node, text);
    case "integer":
    case "number":
      return Math.min(Math.max(node.minimum ?? 0, isFull ? 1 : 0), node.maximum ?? 1);
    case "boolean":
      return isFull;
    default:
      return null;
  }
}

function alternative(of: readonly Schema[], isFull: boolean): Schema {
  const isNull = ({ type }: Schema) => type === "null";
  return (isFull ? of.find((each) => !isNull(each)) : (of.find(isNull) ?? of[0])) ?? NULL;
}

function isRecord({ additionalProperties, properties }: Schema): boolean {
  return typeof additionalProperties === "object" && Object.keys(properties ?? {}).length === 0;
}

function stringOf({ format, pattern }: Schema, text: string): string {
  if (format === "date") return "2025-08-14";
  if (format === "date-time") return "2025-08-14T08:23:51.328015+00:00";
  if (pattern === undefined) return text;
  const found = ["6mo", "F1", "0f".repeat(32)].find((each) => new RegExp(pattern).test(each));
  if (found === undefined) throw new Error(`no example of ${pattern}`);
  return found;
}
