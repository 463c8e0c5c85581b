import { z } from "zod";
import { configSchema } from "./schema.ts";

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  additionalProperties?: JsonSchema | boolean;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  const?: unknown;
}

type Value = Record<PropertyKey, unknown> | undefined;

/**
 * The keys that the schema knows at a path of the configuration.
 *
 * @param root the whole configuration, which tells the kind of a checklist's evidence
 * @example knownKeys(["metrics", "auc", "rollback"], {}) // ["within", "action"]
 */
export function knownKeys(path: readonly PropertyKey[], root: unknown): string[] {
  let schema: JsonSchema | undefined = wholeSchema();
  let value = root as Value;
  for (const key of path) {
    value = value?.[key] as Value;
    schema = findMapping(below(schema, key), value?.kind);
  }
  return Object.keys(schema?.properties ?? {});
}

/**
 * The sections that have a key: `""` is the whole file, `<name>` stands for any name, `[]` for any item.
 *
 * @example sectionsWith("cadence") // ["schedule"]
 * @example sectionsWith("floor") // ["metrics.<name>"]
 */
export function sectionsWith(key: string): string[] {
  const found = new Set<string>();
  const visit = (schema: JsonSchema, place: string): void => {
    const { properties = {}, items, additionalProperties: named } = schema;
    if (Object.hasOwn(properties, key)) found.add(place);
    for (const [name, inner] of Object.entries(properties)) {
      visit(inner, place === "" ? name : `${place}.${name}`);
    }
    if (items !== undefined) visit(items, `${place}[]`);
    if (typeof named === "object") visit(named, `${place}.<name>`);
    for (const shape of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) visit(shape, place);
  };
  visit(wholeSchema(), "");
  return [...found];
}

let whole: JsonSchema | undefined;

/** Made once, for it takes longer than to look something up in it. */
function wholeSchema(): JsonSchema {
  whole ??= z.toJSONSchema(configSchema, { io: "input" }) as JsonSchema;
  return whole;
}

function below(schema: JsonSchema | undefined, key: PropertyKey): JsonSchema | undefined {
  if (typeof key === "number") return schema?.items;
  const named = schema?.additionalProperties;
  return schema?.properties?.[String(key)] ?? (typeof named === "object" ? named : undefined);
}

/** Of a value that may have several shapes, the mapping: of several mappings the one of its kind. */
function findMapping(schema: JsonSchema | undefined, kind: unknown): JsonSchema | undefined {
  const shapes = schema?.anyOf ?? schema?.oneOf ?? [];
  return (
    shapes.find(({ properties }) => properties?.kind?.const === kind && kind !== undefined) ??
    shapes.find(({ properties }) => properties !== undefined) ??
    schema
  );
}
