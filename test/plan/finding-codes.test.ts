import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FINDING_CODES } from "../../src/plan/findings.ts";

/** Where kinds of findings are found and worded; and the gate, whose rules have names of their own. */
const ALLOWED = [/^\w+\/(data\/)?(\w+-)?(findings|wordings)\.ts$/, /^(gate|config)\//];

test("no other module knows a finding by its code", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !ALLOWED.some((of) => of.test(path)),
  );
  expect(sources.length).toBeGreaterThan(300);
  const literal = new RegExp(`["'\`](${FINDING_CODES.join("|")})["'\`]`, "g");
  const found = sources.flatMap((path) =>
    [...readFileSync(`src/${path}`, "utf8").matchAll(literal)].map(
      ([, code]) => `${path}: ${code}`,
    ),
  );
  expect(found).toEqual([]);
});
