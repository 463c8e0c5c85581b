import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { locationOf, readPage, tableRows } from "./pages.ts";

const page = readPage("docs/architecture.md");
const folders = readdirSync(locationOf("src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
/** Every folder may import these. */
const FOR_ALL = ["cli", "glob", "trust"];

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] };
        };
      };
    };
  };
}

const { overrides } = JSON.parse(readFileSync(locationOf("biome.json"), "utf8")) as {
  overrides: Override[];
};

describe("architecture", () => {
  const rows = tableRows(page, "Which folder may import which");
  const names = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);

  test("the table of imports has every folder", () => {
    const listed = rows.flatMap(([folder]) => names(folder));
    expect(listed.sort()).toEqual(folders.filter((name) => name !== "cli").sort());
  });

  test.each(rows)("the table of imports says of %s what biome.json enforces", (...cells) => {
    const [folder, , mayImport, files] = cells;
    const [name] = names(folder);
    const groups = overrides
      .filter(({ includes }) => includes.includes(`src/${name}/**`))
      .flatMap(({ linter }) => linter.rules.style?.noRestrictedImports?.options.patterns ?? [])
      .flatMap(({ group }) => group);
    expect(groups.length).toBeGreaterThan(0);
    const open = folders.filter(
      (other) => ![name, ...FOR_ALL].includes(other) && !groups.includes(`**/${other}/**`),
    );
    expect(names(mayImport).sort()).toEqual(open.sort());
    const excepted = groups.filter((group) => group.startsWith("!"));
    expect(names(files).sort()).toEqual(excepted.map((group) => group.slice("!**/".length)).sort());
  });

  test("gives every dependency a line, and no other", () => {
    const { dependencies } = JSON.parse(readFileSync(locationOf("package.json"), "utf8"));
    const listed = tableRows(page, "Dependencies").flatMap(([cell = ""]) => cell.split(", "));
    expect(listed.sort()).toEqual(Object.keys(dependencies).sort());
  });
});
