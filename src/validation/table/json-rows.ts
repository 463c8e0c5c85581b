import { parseJson } from "../files/json.ts";
import { isBranch } from "../metrics/metric-tree.ts";
import { type Cell, type Fault, MOST_ROWS, type Row, type Table } from "./table.ts";

/**
 * Reads JSON Lines, or a list of objects, as a table. A nested value is a column named by its path; lists
 * are not columns.
 *
 * @param fault told of lines that hold no object
 * @throws Error where none does
 * @example parseJsonRows('{"date": "2025-08-14", "test": {"auc": 0.9}}').columns // ["date", "test.auc"]
 */
export function parseJsonRows(text: string, fault: Fault): Table {
  const plain = text.replace(/^\uFEFF/, "").trimStart();
  if (plain === "") throw new Error("empty; a JSON object on each line is expected");
  const objects = plain.startsWith("[") ? listed(plain) : onLines(text, fault);
  if (objects.length === 0) throw new Error("no JSON object on any line");
  if (objects.length > MOST_ROWS) {
    throw new Error(`more than ${MOST_ROWS} rows; keep those of evaluations alone`);
  }
  const flat = objects.map(({ line, object }) => ({ line, cells: flattened(object) }));
  const columns = [...new Set(flat.flatMap(({ cells }) => [...cells.keys()]))];
  const rows = flat.map(
    ({ line, cells }): Row => ({ line, cells: columns.map((name) => cells.get(name) ?? null) }),
  );
  return { columns, rows, unit: "line" };
}

interface Found {
  readonly line: number;
  readonly object: unknown;
}

function listed(text: string): Found[] {
  const list = parseJson(text);
  if (!Array.isArray(list) || !list.every(isBranch)) {
    throw new Error("a list of other things than JSON objects");
  }
  return list.map((object, index) => ({ line: index + 1, object }));
}

function onLines(text: string, fault: Fault): Found[] {
  return text.split("\n").flatMap((own, index) => {
    const line = index + 1;
    const plain = own.replace(/^\uFEFF/, "");
    if (plain.trim() === "") return [];
    try {
      const object = parseJson(plain);
      if (isBranch(object)) return [{ line, object }];
    } catch {
      // Reported below, like any other line that is not an object.
    }
    fault(line, "no JSON object: cut off, or no JSON Lines");
    return [];
  });
}

function flattened(object: unknown): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const visit = (node: unknown, path: readonly string[]): void => {
    if (isBranch(node)) {
      if (path.length > DEEPEST) throw new Error(`nested more than ${DEEPEST} deep; no metrics`);
      for (const [key, child] of Object.entries(node)) visit(child, [...path, key.trim()]);
    } else if (typeof node === "number") cells.set(path.join("."), node);
    else if (typeof node === "boolean") cells.set(path.join("."), `${node}`);
    else if (typeof node === "string") cells.set(path.join("."), node.trim() || null);
    else if (node === null) cells.set(path.join("."), null);
  };
  visit(object, []);
  return cells;
}

const DEEPEST = 50;
