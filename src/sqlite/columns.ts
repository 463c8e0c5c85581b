import type { SqlValue } from "./record.ts";

/** What CREATE TABLE says of a table's columns. */
export interface Columns {
  /** In order. */
  readonly names: readonly string[];
  /** Of each, the value in rows that were written before it was added. */
  readonly defaults: readonly SqlValue[];
  /** The one that is the row's number and not stored; -1 where none is. */
  readonly rowid: number;
}

/**
 * The columns of a table.
 *
 * @param sql as SQLite keeps it: `CREATE TABLE "runs" (run_uuid VARCHAR(32) NOT NULL, … PRIMARY KEY (…))`
 * @throws Error where the table is stored in another way
 */
export function parseColumns(sql: string): Columns {
  const plain = sql.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, " ");
  const open = plain.indexOf("(");
  const close = plain.lastIndexOf(")");
  if (open === -1 || /\bWITHOUT\s+ROWID\b/i.test(plain.slice(close))) {
    throw new Error("a table WITHOUT ROWID is not read: export it as CSV");
  }
  const names: string[] = [];
  const defaults: SqlValue[] = [];
  const integers = new Set<number>();
  let rowid = -1;
  for (const definition of splitDefinitions(plain.slice(open + 1, close))) {
    if (/^(CONSTRAINT|PRIMARY|UNIQUE|CHECK|FOREIGN)\b/i.test(definition)) {
      const key = /\bPRIMARY\s+KEY\s*\(\s*["`[]?(\w+)["`\]]?\s*\)/i.exec(definition)?.[1];
      const index = key === undefined ? -1 : names.indexOf(key);
      if (index !== -1 && integers.has(index)) rowid = index;
      continue;
    }
    const [, quoted, bare, rest = ""] =
      /^(?:["`[]([^"`\]]*)["`\]]|([^\s(]+))(.*)$/s.exec(definition) ?? [];
    if (/\bAS\s*\(/i.test(rest)) {
      throw new Error(`column ${quoted ?? bare} is computed: computed columns are not read`);
    }
    const isInteger = /^\s*INTEGER\b/i.test(rest);
    if (isInteger) integers.add(names.length);
    if (isInteger && /\bPRIMARY\s+KEY\b/i.test(rest)) rowid = names.length;
    names.push(quoted ?? bare ?? "");
    defaults.push(parseDefault(rest));
  }
  return { names, defaults, rowid };
}

/** A column that is added to a table of rows has a constant for its default. */
function parseDefault(definition: string): SqlValue {
  const [, text, number, loose] =
    /\bDEFAULT\s+(?:'((?:[^']|'')*)'|([-+]?\d[\w.+-]*|TRUE|FALSE)|"([^"]*)")/i.exec(definition) ??
    [];
  if (text !== undefined) return text.replaceAll("''", "'");
  // SQLite takes what is no column's name for a text.
  if (number === undefined) return loose ?? null;
  return /^[tf]/i.test(number) ? Number(/^t/i.test(number)) : Number(number);
}

/** The parts between commas, except commas in brackets and quotes. */
function splitDefinitions(body: string): string[] {
  const definitions: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of body.matchAll(
    /'[^']*(?:'|$)|"[^"]*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|[(),]/g,
  )) {
    if (token === "(") depth++;
    else if (token === ")") depth--;
    else if (token === "," && depth === 0) {
      definitions.push(body.slice(start, index).trim());
      start = index + 1;
    }
  }
  definitions.push(body.slice(start).trim());
  return definitions;
}
