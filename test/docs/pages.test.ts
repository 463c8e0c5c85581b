import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { buildProgram, run } from "../../src/cli/run.ts";
import { knownKeys } from "../../src/config/known-keys.ts";
import { configSchema } from "../../src/config/schema.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";
import { allPages, anchorsOf, codeSpans, fencedBlocks, linksOf, locationOf } from "./pages.ts";

/** The statements of README and docs that a program can check. */
const pages = allPages();

describe("configurations", () => {
  test("those that are shown are valid", () => {
    const configurations = pages
      .flatMap((page) => fencedBlocks(page, "yaml"))
      .map((text) => parse(text))
      .filter((value) => !("jobs" in value || "retraining" in value));
    expect(configurations.length).toBeGreaterThan(7);
    for (const value of configurations) expect(() => configSchema.parse(value)).not.toThrow();
  });

  test("keys that are named exist", () => {
    const sections = knownKeys([], {}).join("|");
    const written = new RegExp(`^(?:${sections})(?:\\[\\])?\\.[\\w.<>[\\]]+$`);
    // Those that are made from the schema exist.
    const prose = pages.map(({ path, text }) => ({
      path,
      text: `${text.split("<!-- keys -->")[0]}`,
    }));
    const keys = prose.flatMap(codeSpans).filter((code) => written.test(code));
    const unknown = keys.filter((key) => {
      const path = key.split(".").flatMap((part) => {
        const name = part.replace("[]", "");
        return name === part ? [name] : [name, 0];
      });
      const isFile = /\.(json|csv|py|yaml)$/.test(key);
      return !isFile && !knownKeys(path.slice(0, -1), {}).includes(String(path.at(-1)));
    });
    expect(keys.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });
});

describe("links", () => {
  test.each(pages)("of $path lead somewhere", (page) => {
    for (const { to, anchor } of linksOf(page)) {
      expect(existsSync(locationOf(to)), to).toBe(true);
      const target = pages.find(({ path }) => path === to);
      if (anchor !== "") expect(target && anchorsOf(target), to).toContain(anchor);
    }
  });

  test("of README lead to every page of docs", () => {
    const [readme, ...others] = pages;
    const linked = linksOf(readme as (typeof pages)[0]).map(({ to }) => to);
    expect(linked).toEqual(expect.arrayContaining(others.map(({ path }) => path)));
  });
});

describe("files that are named in backticks", () => {
  test.each(pages)("of $path exist", (page) => {
    const named = codeSpans(page).filter((code) => /^(src|test|fixtures)\/[\w./-]+$/.test(code));
    // In a project, not in this repository.
    const missing = named.filter((path) => path !== "src/data" && path !== "src/train_model.py");
    expect(missing.filter((path) => !existsSync(locationOf(path)))).toEqual([]);
  });
});

describe("npm scripts", () => {
  const { scripts } = JSON.parse(readFileSync(locationOf("package.json"), "utf8"));

  test.each(pages)("of $path exist", ({ text }) => {
    const named = [...text.matchAll(/npm run ([a-z]+)/g)].map(([, name]) => name);
    expect(named.filter((name = "") => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe("flags", () => {
  const program = buildProgram(fakeHost("/").host, () => {});
  const known = [program, ...program.commands].flatMap(({ options }) =>
    options.flatMap(({ long }) => long ?? []),
  );

  test.each(pages)("of $path exist", (page) => {
    const named = codeSpans(page)
      .filter((code) => !code.startsWith("node "))
      .flatMap((code) => [...code.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag));
    expect(named.filter((flag) => flag !== "--help" && !known.includes(flag))).toEqual([]);
  });
});

describe("commands", () => {
  /** The words in capitals stand for a name of the reader's own. */
  const MEANT: Record<string, string> = {
    COMMAND: "generate",
    FILE: "data/training/2025-08-01.csv",
    METRIC: "auc",
    NAME: "brief",
    NEW: "latest",
    OLD: "latest",
  };
  const lines = [
    ...new Set(
      pages.flatMap((page) => [
        ...fencedBlocks(page, "").flatMap((block) => block.split("\n")),
        ...codeSpans(page),
      ]),
    ),
  ].flatMap((line) => /(?:^|&& )(retrain-plan .*?)(?: >.*)?$/.exec(line)?.[1] ?? []);
  let cwd: string;

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), "retrain-plan-docs-"));
    for (const words of [["demo", "."], ["generate"]]) {
      const { host, record } = fakeHost(cwd);
      expect(await run(words, host), record.both).toBe(0);
    }
    writeFileSync(join(cwd, "losses.json"), '{"loss": [[0.1, 0.2], [0.1]]}');
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  test("are found", () => {
    expect(lines.length).toBeGreaterThan(15);
  });

  test.each(lines)("%s", async (line) => {
    const words = [...line.matchAll(/"([^"]*)"|\S+/g)]
      .slice(1)
      .map(([word, quoted]) => MEANT[word] ?? quoted ?? word);
    const isFirst = words[0] === "init";
    const { host, record } = fakeHost(isFirst ? scratch() : cwd);
    const status = await run(words, host);
    expect(status, record.stderr).not.toBe(2);
  });
});
