import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** A page of the documentation. */
export interface Page {
  /** Relative to the repository: `docs/data.md`. */
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The absolute path of a file of the repository. */
export function locationOf(path: string): string {
  return join(root, path);
}

/** One page, by its path in the repository. */
export function readPage(path: string): Page {
  return { path, text: readFileSync(locationOf(path), "utf8") };
}

/** README, CONTRIBUTING and every page of `docs`. */
export function allPages(): Page[] {
  const docs = readdirSync(locationOf("docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)].map(readPage);
}

/** The fenced blocks of a language; `""` for those without one. */
export function fencedBlocks({ text }: Page, language: string): string[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)\n\1```$/gm)]
    .filter(([, , name]) => name === language)
    .map(([, indent = "", , block = ""]) => block.replaceAll(`\n${indent}`, "\n").trim());
}

/** The text between backticks, outside of fenced blocks. */
export function codeSpans({ text }: Page): string[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?\n\1```$/gm, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** The rows of the first table of a section, each as its cells. */
export function tableRows({ text }: Page, heading: string): string[][] {
  const section = text.split(/^##+ /m).find((each) => each.startsWith(`${heading}\n`)) ?? "";
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? "";
  const rows = table.trim().split("\n").slice(2);
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf({ text }: Page): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** The links to files of the repository: the page that is named, and the anchor; either may be empty. */
export function linksOf({ path, text }: Page): { to: string; anchor: string }[] {
  return [...text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)].map(
    ([, file = "", anchor = ""]) => ({
      to: file === "" ? path : relative(root, join(root, dirname(path), file)),
      anchor,
    }),
  );
}
