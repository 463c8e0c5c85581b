import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { run } from "../src/cli.ts";
import { knownKeys } from "../src/config/known-keys.ts";
import { configSchema } from "../src/config/schema.ts";
import { fakeHost } from "./support/host.ts";
import { scratch } from "./support/scratch.ts";

/** What the README says, as far as a program can tell whether it is true. */
const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = readFileSync(at("README.md"), "utf8");

const fenced = (language: string): string[] =>
  [...readme.matchAll(/^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm)]
    .filter(([, , name]) => name === language)
    .map(([, indent = "", , text = ""]) => text.replaceAll(`\n${indent}`, "\n").trim());

const firstCells = (heading: string): string[] => {
  const section = readme.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? "";
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? "";
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((row) => row.split(/(?<!\\)\|/)[1]?.trim() ?? "");
};

async function call(cwd: string, ...words: string[]) {
  const { host, record } = fakeHost(cwd);
  expect(await run(words, host)).toBe(0);
  return record.stdout;
}

describe("README", () => {
  test("shows the summary of the example project as it is printed", async () => {
    const cwd = scratch();
    await call(cwd, "demo", "example");
    const now = "2025-08-14T08:00:00Z";
    const printed = await call(cwd, "generate", "--cwd", "example", "--now", now);
    const shown = fenced("").find((text) => text.startsWith("CANNOT DECIDE"));
    expect(printed.replaceAll("example/artifacts", "artifacts").trim()).toBe(shown);
  });

  test("lists every command, and no other", async () => {
    const help = await call(scratch(), "--help");
    const commands = [...help.matchAll(/^ {2}([a-z]+) .*? {2}/gm)].map(([, name]) => name);
    const listed = firstCells("Commands").map((cell) => /`([a-z]+)/.exec(cell)?.[1]);
    expect(listed.sort()).toEqual(
      commands.filter((name) => !/help|retrain/.test(`${name}`)).sort(),
    );
  });

  test("gives every dependency a line, and no other", () => {
    const { dependencies } = JSON.parse(readFileSync(at("package.json"), "utf8"));
    const listed = firstCells("Dependencies").flatMap((cell) => cell.split(", "));
    expect(listed.sort()).toEqual(Object.keys(dependencies).sort());
  });

  test("holds configurations that are valid", () => {
    const configurations = fenced("yaml")
      .map((text) => parse(text))
      .filter((value) => !("jobs" in value || "retraining" in value));
    expect(configurations.length).toBeGreaterThan(4);
    for (const value of configurations) expect(() => configSchema.parse(value)).not.toThrow();
  });

  test("names keys of the configuration that there are", () => {
    const sections = knownKeys([], {}).join("|");
    const written = new RegExp(`\`((?:${sections})(?:\\[\\])?\\.[\\w.<>[\\]]+)\``, "g");
    const keys = [...readme.matchAll(written)].map(([, key = ""]) => key);
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

  test("links to what is there", () => {
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, text = ""]) =>
      text.toLowerCase().replaceAll(" ", "-"),
    );
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, to = ""]) => to);
    expect(targets.length).toBeGreaterThan(4);
    for (const target of targets) {
      if (target.startsWith("#")) expect(headings).toContain(target.slice(1));
      else expect(existsSync(at(target)), target).toBe(true);
    }
  });
});
