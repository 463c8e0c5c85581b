/** What is read of the JSON Schema of the configuration. */
export interface KeySchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly required?: readonly string[];
  readonly items?: KeySchema;
  readonly additionalProperties?: KeySchema | boolean;
  readonly anyOf?: readonly KeySchema[];
  readonly oneOf?: readonly KeySchema[];
}

/**
 * Every key of the configuration as Markdown: a heading for each section, and a table with a row for each key.
 *
 * @param schema of the whole configuration
 */
export function configurationKeys(schema: KeySchema): string {
  const sections = Object.entries(schema.properties ?? {}).filter(([name]) => name !== "$schema");
  return sections.map(([name, section]) => sectionOf(name, section)).join("\n\n");
}

function sectionOf(name: string, schema: KeySchema): string {
  const isBranch = branchesOf(name, schema).length > 0;
  const rows = isBranch ? rowsBelow(name, schema) : [rowOf(name, schema, false)];
  const about = isBranch && schema.description !== undefined ? [schema.description, ""] : [];
  return [
    `### ${name}`,
    "",
    ...about,
    ...tableOf(["key", "value", "default", "meaning"], rows),
  ].join("\n");
}

/** A table whose columns are aligned, as the formatter wants it. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k]?.length ?? 0)));
  const lineOf = (cells: readonly string[]) =>
    `| ${cells.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join(" | ")} |`;
  return [lineOf(head), lineOf(widths.map((width) => "-".repeat(width))), ...rows.map(lineOf)];
}

/** The schemas of the keys below one, each with the path to it. */
function branchesOf(path: string, schema: KeySchema): { path: string; schema: KeySchema }[] {
  const { items, additionalProperties: named } = schema;
  const shapes = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return [
    ...(schema.properties === undefined ? [] : [{ path, schema }]),
    ...(items === undefined ? [] : branchesOf(`${path}[]`, items)),
    ...(typeof named === "object" ? branchesOf(`${path}.<name>`, named) : []),
    ...shapes.flatMap((shape) => branchesOf(path, shape)),
  ];
}

function rowsBelow(path: string, schema: KeySchema): string[][] {
  const rows = branchesOf(path, schema).flatMap((branch) =>
    Object.entries(branch.schema.properties ?? {}).flatMap(([name, inner]) => {
      const place = `${branch.path}.${name}`;
      const isRequired = branch.schema.required?.includes(name) ?? false;
      return [rowOf(place, inner, isRequired), ...rowsBelow(place, inner)];
    }),
  );
  // Shapes of one key repeat the keys that they share.
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

function rowOf(path: string, schema: KeySchema, isRequired: boolean): string[] {
  const hasDefault = schema.default !== undefined && !isEmpty(schema.default);
  const fallback = hasDefault
    ? `\`${JSON.stringify(schema.default)}\``
    : isRequired
      ? "required"
      : "";
  const cells = [`\`${path}\``, wordsFor(schema), fallback, schema.description ?? ""];
  return cells.map((cell) => cell.replaceAll("|", "\\|"));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function wordsFor(schema: KeySchema): string {
  const { type, items, enum: choices, const: only } = schema;
  if (only !== undefined) return `\`${only}\``;
  if (choices !== undefined) return choices.map((choice) => `\`${choice}\``).join(", ");
  const shapes = schema.anyOf ?? schema.oneOf;
  if (shapes !== undefined) return [...new Set(shapes.map(wordsFor))].join(", or ");
  if (items !== undefined) return `list of ${wordsFor(items)}`;
  if (type === "number" || type === "integer") return numberOf(schema);
  if (type === "object") return "keys below";
  if (type === "boolean") return "`true`, `false`";
  return schema.format === "date" ? "date" : "text";
}

function numberOf(schema: KeySchema): string {
  const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const hasMaximum = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  const bounds = [
    ...(minimum === undefined ? [] : [`at least ${minimum}`]),
    ...(exclusiveMinimum === undefined ? [] : [`above ${exclusiveMinimum}`]),
    ...(hasMaximum ? [`at most ${maximum}`] : []),
    ...(exclusiveMaximum === undefined ? [] : [`below ${exclusiveMaximum}`]),
  ];
  const name = type === "integer" ? "whole number" : "number";
  return bounds.length === 0 ? name : `${name}, ${bounds.join(", ")}`;
}
