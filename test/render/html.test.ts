import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { type DefaultTreeAdapterTypes as Html, parse } from "parse5";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/schema.ts";
import { builtInTemplate } from "../../src/render/built-in.ts";
import { SVG_CHARTS } from "../../src/render/charts/charts.ts";
import { oneLine } from "../../src/render/escape.ts";
import { renderHtml } from "../../src/render/html.ts";
import { renderMarkdown } from "../../src/render/markdown.ts";
import type { Template } from "../../src/render/template.ts";
import { UTC } from "../../src/time/instant.ts";
import { isThorough } from "../support/thorough.ts";
import { HOSTILE } from "./hostile.ts";
import { barePlan, planOf } from "./plan.ts";

// Without the limit of their size, which size.test.ts tests: every text is to be seen whole.
const HTML: Template = { ...(await builtInTemplate("default.html.hbs")), mostBytes: Infinity };
const MARKDOWN: Template = { ...(await builtInTemplate("default.md.hbs")), mostBytes: Infinity };
const CLASSIC = {
  ...(await builtInTemplate("classic.md.hbs")),
  generator: {
    ...{ data: [], validations: [], recentAlerts: 0, hasSchedule: true, hasChecklist: true },
    ...{ now: 0, zone: UTC },
  },
};

const html = (plan: Plan) => [...walk(parse(renderHtml(plan, HTML, SVG_CHARTS)))];
const markdown = (plan: Plan, template = MARKDOWN) => [
  ...walk(parse(shownByGitHub(renderMarkdown(plan, template)))),
];

const PLANS: [string, Plan][] = [
  ["full", planOf("text")],
  ["bare", barePlan()],
];

describe.each(PLANS)("the HTML document of a %s plan", (kind, plan) => {
  const nodes = html(plan);
  const elements = nodes.filter(isElement);
  const named = (name: string) => elements.filter((node) => node.tagName === name);

  test("is one file, without script or network", () => {
    for (const name of ["script", "img", "link", "iframe", "object", "form"]) {
      expect(named(name)).toEqual([]);
    }
    for (const { attrs } of elements) {
      for (const { name, value } of attrs) {
        expect(name).not.toMatch(/^on|^src|^style$/);
        if (name === "href") expect(value).toMatch(/^#/);
      }
    }
    expect(textOf(named("style")[0] as Html.Element)).not.toMatch(/url\(|@import/);
  });

  test("has the landmarks and names that a screen reader asks for", () => {
    expect(attribute(named("html")[0], "lang")).toBe("en");
    expect(named("title").slice(0, 1).map(textOf)).toEqual(named("h1").map(textOf));
    for (const name of ["header", "nav", "main", "footer"]) expect(named(name)).toHaveLength(1);
    for (const table of named("table")) {
      const within = [...walk(table)].filter(isElement);
      expect(within.filter((node) => node.tagName === "caption")).toHaveLength(1);
      for (const head of within.filter((node) => node.tagName === "th")) {
        expect(attribute(head, "scope")).toMatch(/^(col|row)$/);
      }
      expect(attribute(table.parentNode as Html.Element, "tabindex")).toBe("0");
    }
  });

  test("has an anchor to each section", () => {
    const ids = elements.flatMap((node) => attribute(node, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (const node of elements) {
      const labels = attribute(node, "aria-labelledby")?.split(" ") ?? [];
      expect(ids).toEqual(expect.arrayContaining(labels));
    }
    const anchors = named("a").map((node) => attribute(node, "href")?.slice(1));
    const sections = [...named("h2"), ...named("h3")].flatMap(
      (node) => attribute(node, "id") ?? [],
    );
    expect(anchors).toEqual(expect.arrayContaining(sections));
    expect(ids).toEqual(expect.arrayContaining(anchors));
  });

  test("has an anchor to each finding", () => {
    const found = named("li").flatMap((node) => /^F\d+$/.exec(attribute(node, "id") ?? "") ?? []);
    expect(found).toHaveLength(plan.findings.length);
  });

  test("has a title and words for each chart", () => {
    const charts = named("svg").filter((node) => attribute(node, "class") === "chart");
    expect(charts.length > 0).toBe(kind === "full");
    for (const chart of charts) {
      expect(attribute(chart, "role")).toBe("img");
      const [title, description] = attribute(chart, "aria-labelledby")?.split(" ") ?? [];
      const children = chart.childNodes.filter(isElement);
      expect(children.slice(0, 2).map((node) => attribute(node, "id"))).toEqual([
        title,
        description,
      ]);
      for (const child of children.slice(0, 2)) expect(textOf(child).length).toBeGreaterThan(5);
    }
  });

  test("says what the Markdown document says, in its words and order", () => {
    expect(words(nodes)).toEqual(words(markdown(plan)));
  });
});

const FORMATS = [
  ["HTML", 10, html],
  ["Markdown", 10, markdown],
  ["classic Markdown", 4, (plan: Plan) => markdown(plan, CLASSIC)],
] as const;

describe.each(FORMATS)("hostile text all over a plan is inert in %s", (name, least, nodesOf) => {
  const tame = tags(nodesOf(planOf("text")));
  // Each text in one of the formats, unless all are wanted: escape.test.ts has each in every place.
  const turn = FORMATS.findIndex(([other]) => other === name);
  const texts = HOSTILE.filter((_, i) => isThorough || i % FORMATS.length === turn);

  // The elements are those of a tame plan, and the text is there to be read.
  test.each(texts.map((text) => [text.slice(0, 40), text]))("%j", (_name, text) => {
    const shown = nodesOf(planOf(text));
    expect(tags(shown)).toEqual(tame);
    // A zero-width space keeps `@team` from notifying anyone.
    const readable = (shownText: string) => spaced(shownText).replaceAll("\u200b", "").trim();
    const all = readable(textOf(shown[0] as Html.Node));
    expect(all.split(readable(oneLine(text))).length).toBeGreaterThan(least);
  });
});

function shownByGitHub(text: string): string {
  const extensions = { extensions: [gfm()], htmlExtensions: [gfmHtml()] };
  return micromark(text, { ...extensions, allowDangerousHtml: true });
}

/** The words of a document, without what only one of the two formats has: charts, and what repeats. */
function words(nodes: readonly Html.Node[]): string[] {
  const body = nodes.filter(isElement).find((node) => node.tagName === "body") as Html.Element;
  const isExtra = (node: Html.Node) =>
    isElement(node) &&
    (["nav", "caption", "details", "figure", "pre"].includes(node.tagName) ||
      ["mark", "key"].includes(attribute(node, "class") ?? ""));
  // A label ends with a colon where no column sets it apart.
  return [...walk(body, isExtra)]
    .flatMap((node) => (node.nodeName === "#text" ? (node as Html.TextNode).value : []))
    .join(" ")
    .replace(/:/g, " ")
    .split(/\s+/)
    .filter((word) => !/^[▁-█×]*$/.test(word));
}

function tags(nodes: readonly Html.Node[]): string[] {
  return nodes.filter(isElement).map((node) => node.tagName);
}

function textOf(node: Html.Node): string {
  return [...walk(node)]
    .map((n) => (n.nodeName === "#text" ? (n as Html.TextNode).value : ""))
    .join("");
}

function spaced(text: string): string {
  return text.replace(/\s+/g, " ");
}

function attribute(node: Html.Element | undefined, name: string): string | undefined {
  return node?.attrs.find((attr) => attr.name === name)?.value;
}

function* walk(
  node: Html.Node,
  leaveOut: (node: Html.Node) => boolean = () => false,
): Generator<Html.Node> {
  if (leaveOut(node)) return;
  yield node;
  for (const child of "childNodes" in node ? node.childNodes : []) yield* walk(child, leaveOut);
}

function isElement(node: Html.Node): node is Html.Element {
  return "tagName" in node;
}
