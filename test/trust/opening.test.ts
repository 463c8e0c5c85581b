import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * What opens files, and why it may. What a file names is opened through `src/trust/named-path.ts` alone: who
 * reads another file takes its place from there, or its text from `src/trust/named-text.ts`.
 */
const OPENS: Readonly<Record<string, string>> = {
  "trust/named-path.ts": "follows links, to say where a path leads",
  "trust/followed-link.ts": "follows links, to say which are not followed",
  "trust/named-text.ts": "opens what named-path.ts has located",
  "trust/glob-paths.ts": "lists folders below a base that trust/named-files.ts has looked at",

  "config/load.ts": "the configuration, located",
  "commands/project.ts":
    "looks at the project's directory, and at what trust/named-files.ts has matched",
  "commands/read-history.ts": "looks at what is located, and at places of a fixed name",
  "commands/read-provenance.ts": "looks at what is located",
  "commands/read-generator-input.ts": "looks at what trust/named-files.ts has matched",
  "commands/template.ts": "looks at what is located",
  "commands/read-input-drift.ts": "follows the links of the project's directory",
  "commands/lake-counter.ts": "follows the links of the project's directory",
  "engine/duckdb-lakes.ts": "lists the folder of descriptions of a table that the walk has met",
  "engine/duckdb-connection.ts": "a temporary folder, which DuckDB may read beside the project's",
  "engine/profile-cache.ts": "the cache, in its own folder",
  "commands/previous.ts": "looks at what is located",
  "commands/newest-files.ts": "looks at, and hashes, what is located",
  "commands/unchanged.ts": "lists the folder of plans, located",
  "provenance/dvc-hashes.ts": "looks at what is located",
  "provenance/hashed-files.ts": "hashes what is located",
  "approval/verify.ts": "looks at what is located",
  "approval/written-plan.ts": "the plan that the command line names, and lists its folder",
  "validation/files/result-file.ts": "opens results, located",
  "validation/files/recognised.ts": "reads the beginning of what is located",
  "validation/dvc/dvclive.ts": "opens what result-file.ts has located",
  "validation/evidently/source.ts": "opens what result-file.ts has located",
  "validation/table/source.ts": "opens what result-file.ts has located",
  "validation/mlflow/store-folder.ts": "opens what file-store.ts has located",
  "sqlite/pages.ts": "opens what database-store.ts or the walk has located",
  "sqlite/wal.ts": "reads what pages.ts has opened",
  "inventory/containers/sqlite/open-database.ts":
    "looks for the log of a database that the walk has met",
  "inventory/source.ts":
    "reads where links lead that the walk has met, and lists two folders of those above a source",
  "inventory/beginning.ts": "opens files that the walk or the search has met",
  "inventory/find-sources.ts": "looks at whether sources and DVC's files are there",
  "inventory/folder-entries.ts": "lists folders of the project",
  "inventory/search.ts": "lists folders of the project",
  "inventory/pointers/find-pointers.ts": "looks at outputs of which it asks whyOutside",
  "inventory/directory-entries.ts": "lists folders that the walk has met",
  "inventory/walked-file.ts": "looks at a file that the walk has met",
  "inventory/counter.ts": "looks at a file that the walk has met",
  "inventory/digest.ts": "hashes files that the walk has met, or that are located",
  "inventory/datasets/named-by-rows.ts": "looks at whether what rows name is there, located",
  "inventory/datasets/read-sketch.ts": "opens files that the walk has met",
  "inventory/readers/bytes.ts": "opens files that the walk has met",
  "inventory/readers/text/chunks.ts": "opens files that the walk has met",
  "inventory/readers/text/part.ts": "opens files that the walk has met",
  "inventory/readers/text/delimited-parts.ts": "reads what part.ts has opened",
  "inventory/readers/text/row-start.ts": "reads what part.ts has opened",

  "commands/backtest.ts": "files that the command line names",
  "commands/templates.ts": "the program's own templates, to a folder that the command line names",
  "commands/demo.ts": "lists the folder that the command line names",
  "demo/demo.ts": "writes into the folder that the command line names",
  "commands/init.ts": "writes the configuration",
  "commands/cron.ts": "looks for .git above the project",
  "commands/github.ts": "files that GitHub names in the environment",
  "runtime/git.ts": "looks for .git above the project",
  "runtime/host.ts": "where this program lies",
  "runtime/package.ts": "the program's own package.json",
  "inventory/worker-url.ts": "the program's own worker",
  "inventory/cache.ts": "the program's own cache",
  "inventory/summary-cache.ts": "the program's own cache",
  "runtime/cache-directory.ts": "looks at the folder of the program's own cache",
  "runtime/cache-file.ts": "the program's own cache",
  "runtime/make-directory.ts": "makes folders where plans and caches are written",
  "publish/durable.ts": "writes plans",
  "publish/lock.ts": "the lock of the folder of plans",
  "publish/publish.ts": "writes plans",
  "publish/retention.ts": "removes old plans",
  "approval/record.ts": "writes approvals",
};

/** What asks others: git, and servers. */
const RUNS = [
  "inventory/commit-times.ts",
  "provenance/git-facts.ts",
  "validation/files/git-history.ts",
];
const CONTACTS = ["trust/proxied-fetch.ts", "trust/server.ts"];
/** For DuckDB, on loopback: what it asks there goes on through trust/server.ts. */
const LISTENS = ["engine/store-gateway.ts"];

const SOURCES = new URL("../../src/", import.meta.url).pathname;
const texts = new Map(
  readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.includes("/wasm/"))
    .map((path): [string, string] => [path, readFileSync(join(SOURCES, path), "utf8")]),
);

function modulesWith(pattern: RegExp): string[] {
  return [...texts].filter(([, text]) => pattern.test(text)).map(([path]) => path);
}

test("each module that opens files says why it may", () => {
  const opening = modulesWith(/["'](?:node:)?(?:fs|fs\/promises|fast-glob)["']/);
  expect(opening.filter((path) => !(path in OPENS))).toEqual([]);
  expect(Object.keys(OPENS).filter((path) => !texts.has(path))).toEqual([]);
});

test("a stage makes no path of a name and the project's directory, but has it located", () => {
  const stages = /^(?:approval|drift|inventory|plan|policy|provenance|schedule|validation)\//;
  const makes = modulesWith(
    /import \{[^}]*\bresolve\b[^}]*\} from "node:path"|\bjoin\((?:\w+\.)?cwd\b/,
  );
  const known = [
    // These only look at whether something is there.
    "inventory/find-sources.ts",
    "inventory/pointers/find-pointers.ts",
    "inventory/source.ts",
    // It goes down from the project's directory, by what it finds there.
    "inventory/search.ts",
  ];
  expect(makes.filter((path) => stages.test(path) && !known.includes(path))).toEqual([]);
});

test("nothing else runs programs, or uses the network", () => {
  expect(modulesWith(/["'](?:node:)?child_process["']/)).toEqual(RUNS);
  const network =
    /(?<![\w.])fetch\((?!\))|["'](?:node:)?(?:https?|http2|net|tls|dgram|dns|undici)["']/;
  expect(modulesWith(network)).toEqual([...LISTENS, ...CONTACTS]);
});
