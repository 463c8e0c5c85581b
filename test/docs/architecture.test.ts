import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { locationOf, readPage, tableRows } from "./pages.ts";

/** The table is the rule: a folder that it does not list may not be there, nor an import of it. */
const page = readPage("docs/architecture.md");
const SRC = locationOf("src");
/** At the root of `src`. */
const ROOT_FILES = ["bin.ts", "errors.ts", "finding.ts", "index.ts"];

interface Import {
  /** `drift/decide.ts` */
  readonly file: string;
  /** `stats/mean.ts` */
  readonly imported: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".ts"),
);
const imports = files.flatMap(importsOf);
const sources = files.map((file) => readFileSync(join(SRC, file), "utf8"));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), "utf8");
  return [...text.matchAll(/(?:from |import |import\()"(\.[^"]+\.ts)"/g)].map(([, path = ""]) => ({
    file,
    imported: relative(SRC, join(SRC, dirname(file), path)),
  }));
}

/** `drift` of `drift/decide.ts`; a file at the root is a folder of its own. */
const folderOf = (path: string) => path.split("/")[0] ?? path;

/** Whether an entry of the table allows an import: `stats`, `config/choices.ts`, or the `schema.ts` of any folder. */
function isAllowed(entry: string, imported: string): boolean {
  return (
    entry === imported ||
    entry === folderOf(imported) ||
    (entry === "schema.ts" && /\/schema\.ts$/.test(imported))
  );
}

describe("architecture", () => {
  const names = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const rows = tableRows(page, "Which folder may import which").map(
    ([folder, , allowed]) => [names(folder)[0] ?? "", names(allowed)] as const,
  );

  test("the root of src holds few files, and every folder is in the table", () => {
    const entries = readdirSync(SRC, { withFileTypes: true });
    const named = (isFolder: boolean) =>
      entries.filter((entry) => entry.isDirectory() === isFolder).map(({ name }) => name);
    expect(named(false).sort()).toEqual(ROOT_FILES);
    expect(named(true).sort()).toEqual(rows.map(([folder]) => folder).sort());
  });

  test.each(rows)("%s imports what the table says, and needs all of it", (folder, allowed) => {
    const own = imports.filter(
      ({ file, imported }) => folderOf(file) === folder && folderOf(imported) !== folder,
    );
    const foreign = own.filter(({ imported }) => imported !== "errors.ts");
    const forbidden = foreign.filter(
      ({ imported }) => !allowed.some((entry) => isAllowed(entry, imported)),
    );
    expect(forbidden).toEqual([]);
    const unneeded = allowed.filter(
      (entry) => !foreign.some(({ imported }) => isAllowed(entry, imported)),
    );
    expect(unneeded).toEqual([]);
  });

  test("only the process and the public API import the command line and the stages", () => {
    const upward = imports.filter(
      ({ file, imported }) =>
        imported === "bin.ts" ||
        imported === "index.ts" ||
        (folderOf(imported) === "cli" && folderOf(file) !== "cli" && file !== "bin.ts"),
    );
    expect(upward).toEqual([]);
  });

  test("no folder leads back to itself", () => {
    const leadsTo = new Map(rows.map(([folder]) => [folder, new Set<string>()]));
    for (const { file, imported } of imports) {
      const [from, to] = [folderOf(file), folderOf(imported)];
      if (from !== to && leadsTo.has(to)) leadsTo.get(from)?.add(to);
    }
    const circles = [...leadsTo.keys()].filter((folder) => reached(folder, leadsTo).has(folder));
    expect(circles).toEqual([]);
  });

  test("gives every package that the sources import a line, and no other", () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(locationOf("package.json"), "utf8"),
    );
    const packages = { ...dependencies, ...devDependencies, ...optionalDependencies };
    const imported = Object.keys(packages).filter((name) =>
      sources.some((text) => text.includes(`"${name}"`) || text.includes(`"${name}/`)),
    );
    const listed = tableRows(page, "Dependencies").flatMap(([cell = ""]) => cell.split(", "));
    expect(listed.sort()).toEqual(imported.sort());
  });
});

/** The folders to which one leads, over others too. */
function reached(folder: string, leadsTo: Map<string, Set<string>>): Set<string> {
  const found = new Set<string>();
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of leadsTo.get(next) ?? []) {
      if (!found.has(other)) open.push(other);
      found.add(other);
    }
  }
  return found;
}
