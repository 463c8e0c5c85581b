import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "rolldown/experimental";
import { describe, expect, test } from "vitest";
import { locationOf } from "./pages.ts";

const SRC = locationOf("src");
const MOST_LINES = 60;

/** Functions that are longer, each with the reason. */
const LONGER: Record<string, string> = {
  "inventory/readers/text/json-machine.ts push": "the loop over every byte of JSON",
};

interface LongFunction {
  readonly name: string;
  readonly lines: number;
}

/** The functions of a file that have more lines than they may, each called by the name that it is given. */
function longFunctions(file: string, text: string): LongFunction[] {
  const found: LongFunction[] = [];
  const visit = (node: unknown, name: string): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, name);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { type, start, end, id, key, ...rest } = node as Record<string, unknown>;
    const own = nameIn(id) ?? nameIn(key) ?? name;
    if (/^(Function|ArrowFunction)/.test(String(type)) && typeof start === "number") {
      const lines = text.slice(start, end as number).split("\n").length;
      if (lines > MOST_LINES) found.push({ name: `${file} ${own}`, lines });
    }
    for (const child of Object.values(rest)) visit(child, own);
  };
  visit(parseSync(file, text).program, "");
  return found;
}

function nameIn(node: unknown): string | undefined {
  const { name } = (node ?? {}) as { name?: unknown };
  return typeof name === "string" ? name : undefined;
}

describe("functions", () => {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter(
    // These are compiled to WebAssembly, where a call in a loop costs time.
    (path) => path.endsWith(".ts") && !path.includes("/wasm/"),
  );
  const long = files.flatMap((file) => longFunctions(file, readFileSync(join(SRC, file), "utf8")));

  test(`none has more than ${MOST_LINES} lines, but for those that are listed`, () => {
    expect(long.filter(({ name }) => !Object.hasOwn(LONGER, name))).toEqual([]);
    expect(Object.keys(LONGER).filter((name) => !long.some((each) => each.name === name))).toEqual(
      [],
    );
  });

  test("none is named by a noun and Of: a name says what is done or returned", () => {
    const named = files.flatMap((file) =>
      [...readFileSync(join(SRC, file), "utf8").matchAll(/\bfunction\*? (\w+Of)\b/g)].map(
        ([, name]) => `${file} ${name}`,
      ),
    );
    expect(named).toEqual([]);
  });

  test("a long function is found, by the name that it is given", () => {
    const body = "\n".repeat(MOST_LINES);
    const found = longFunctions("a.ts", `const a = () => {${body}}; class B { b() {${body}} }`);
    expect(found).toEqual([
      { name: "a.ts a", lines: MOST_LINES + 1 },
      { name: "a.ts b", lines: MOST_LINES + 1 },
    ]);
  });
});
