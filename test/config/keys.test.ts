import { describe, expect, test } from "vitest";
import { buildJsonSchema } from "../../src/commands/schema.ts";
import { EXAMPLES, plainDefaults } from "../../src/config/examples.ts";
import { configSchema } from "../../src/config/schema.ts";

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  additionalProperties?: Node | boolean;
  anyOf?: Node[];
  oneOf?: Node[];
}

/** Every key of the configuration once: `<name>` stands for a metric, `[]` for any item of a list. */
function keysOf(node: Node, place = ""): string[] {
  const below = Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const path = place === "" ? key : `${place}.${key}`;
    return [path, ...keysOf(inner, path)];
  });
  const named = node.additionalProperties;
  const others = [
    ...(node.items === undefined ? [] : keysOf(node.items, `${place}[]`)),
    ...(typeof named === "object" ? keysOf(named, `${place}.<name>`) : []),
    ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((member) => keysOf(member, place)),
  ];
  return [...new Set([...below, ...others])];
}

/** The keys that a value has, in the same words. */
function keysIn(value: unknown, place: string, isNamed: boolean): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysIn(item, `${place}[]`, false));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const name = isNamed ? "<name>" : key;
    const path = place === "" ? name : `${place}.${name}`;
    return [path, ...keysIn(inner, path, path === "metrics" || path === "gate.rules.column")];
  });
}

const KEYS = keysOf(buildJsonSchema("config") as Node);

describe("the keys of the configuration", () => {
  // There were 220; 14 are about tables on servers and in object stores, 5 about Prometheus: the steps and the range of
  // a query, and a server with the matcher of its alerts. A new one has to be worth another line that everybody reads.
  test("are few", () => {
    expect(KEYS.length).toBeLessThanOrEqual(221);
  });

  test("have each a default or an example", () => {
    const shown = new Set([...keysIn(plainDefaults(), "", false), ...keysIn(EXAMPLES, "", false)]);
    // The evidence of a checklist's item has one of several shapes.
    const missing = KEYS.filter(
      (key) => !shown.has(key) && !/^checklist\[\]\.evidence\./.test(key),
    );
    expect(missing).toEqual(["$schema"]);
  });

  test("of the examples are accepted", () => {
    const { model, metrics, gate } = configSchema.parse({
      ...EXAMPLES,
      // One of path, table and sql.
      sources: EXAMPLES.sources?.map(({ table, sql, engine, ...files }) => files),
      // A place, or a server.
      validation: {
        ...EXAMPLES.validation,
        sources: EXAMPLES.validation?.sources?.map((source) => {
          if (source.tool === "prometheus") return source;
          const { url, experiment, step, range, ...files } = source;
          return files;
        }),
      },
      // Either of them.
      schedule: { ...EXAMPLES.schedule, cycles: undefined, anchor: { weekday: "tuesday" } },
    });
    expect([model.id, Object.keys(metrics)[0], gate.warn_on[0]]).toEqual([
      "MDL-0042",
      "auc",
      "max_gap_days",
    ]);
  });
});
