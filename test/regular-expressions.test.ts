import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { check, type Diagnostics } from "recheck";
import { parseAst } from "rolldown/parseAst";
import { expect, test } from "vitest";
import { isThorough } from "./support/thorough.ts";

/**
 * Files are written by anybody, so no regular expression of ours may take the square of a text's length, or
 * more: recheck judges each one. It sees only those that stand in the code, hence none is made while it runs.
 */
const found = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.includes("/wasm/"))
  .map((path) => join("src", path))
  .flatMap((path) => expressionsOf(path, readFileSync(path, "utf8")));

/** Those that take the square, and why no long text comes to them. */
const SHORT: Readonly<Record<string, string>> = {
  "/\\B(?=(\\d{3})+$)/g": "the digits of a number",
  "/(?:^|\\/)annex\\/objects\\/(?:.*\\/)?([^/]+)$/": "what a link says: at most 4,096 bytes",
  "/(?:^|\\/)(?:files\\/md5|\\.dvc\\/cache)\\/(?:.*\\/)?[0-9a-f]{2}\\/[0-9a-f]{30}/":
    "what a link says: at most 4,096 bytes",
};

test("every regular expression is a literal", () => {
  const made = found.filter(({ literal }) => literal === null);
  expect(made.map(({ place }) => place)).toEqual([]);
  expect(found.length).toBeGreaterThan(200);
});

/**
 * recheck takes minutes for all, and says the same of a literal each time: the file lists its version and
 * those that it has called safe. A new one is judged, and then listed by `-u`; `npm run thorough` judges
 * all.
 */
const JUDGED = "fixtures/regular-expressions.txt";
const { version } = createRequire(import.meta.url)("recheck/package.json") as { version: string };

test("none takes more than the length of a text", { timeout: 600_000 }, async () => {
  const distinct = new Map(found.map((each) => [`${each.literal}`, each]));
  const repeating = [...distinct.values()].filter(({ pattern }) => repeats(pattern));
  const [head, ...lines] = readFileSync(JUDGED, "utf8").split("\n");
  const isKept = head === `recheck ${version}` && !isThorough;
  const judged = new Set(isKept ? lines : []);
  const todo = repeating.filter(({ literal }) => !judged.has(`${literal}`));
  const slow: string[] = [];
  const judge = async () => {
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const { place, literal, pattern, flags } = next;
      if (`${literal}` in SHORT) continue;
      const verdict = await check(pattern, flags, LIMITS);
      if (verdict.status !== "safe") slow.push(`${place}: ${literal}: ${summaryOf(verdict)}`);
    }
  };
  await Promise.all([judge(), judge()]);
  expect(slow).toEqual([]);
  const literals = new Set(distinct.keys());
  expect(Object.keys(SHORT).filter((literal) => !literals.has(literal))).toEqual([]);
  const safe = repeating.map(({ literal }) => `${literal}`).filter((each) => !(each in SHORT));
  await expect([`recheck ${version}`, ...safe.sort(), ""].join("\n")).toMatchFileSnapshot(
    join("..", JUDGED),
    "stale: run `npx vitest run test/regular-expressions.test.ts -u`",
  );
});

test("recheck finds one that takes the cube", async () => {
  const verdict = await check("[?&;][^=&\\s]*key[^=&\\s]*=", "g");
  expect(summaryOf(verdict)).toBe("3rd degree polynomial");
});

function summaryOf(verdict: Diagnostics): string {
  return verdict.status === "vulnerable" ? verdict.complexity.summary : verdict.status;
}

/** Of steps alone: on a busy machine all would look slow. */
const LIMITS = { timeout: 60_000, incubationTimeout: 60_000, attackTimeout: 60_000 };

/** What repeats nothing without a bound looks at a few characters from each place. */
function repeats(pattern: string): boolean {
  return /[*+]|\{\d+,\}/.test(pattern);
}

interface Expression {
  /** As `src/errors.ts:12`. */
  readonly place: string;
  /** null for one that is made of a text. */
  readonly literal: string | null;
  readonly pattern: string;
  readonly flags: string;
}

function expressionsOf(path: string, text: string): Expression[] {
  const expressions: Expression[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, start, regex, callee } = node as {
      type?: string;
      start: number;
      regex?: { pattern: string; flags: string };
      callee?: { name?: string };
    };
    const isMade = /^(New|Call)Expression$/.test(type ?? "") && callee?.name === "RegExp";
    if (regex !== undefined || isMade) {
      const place = `${path}:${text.slice(0, start).split("\n").length}`;
      const { pattern = "", flags = "" } = regex ?? {};
      const literal = regex === undefined ? null : `/${pattern}/${flags}`;
      expressions.push({ place, literal, pattern, flags });
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(text, { lang: "ts" }));
  return expressions;
}
