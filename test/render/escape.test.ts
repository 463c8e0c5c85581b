import fc from "fast-check";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { type DefaultTreeAdapterTypes as Html, parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import { escapeHtml, escapeMarkdown, markdownCode, oneLine } from "../../src/render/escape.ts";
import { runs } from "../support/thorough.ts";
import { HOSTILE, PROSE } from "./hostile.ts";

/** Any text, and text made of what Markdown and HTML understand. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(
      ...[..."\\`*_[]()<>#+-=.!|~&;:/@\"'{}x1 \n\r\t\0^$\u00a0\u202e\u200bä数"],
      ...["www.", "https://", "&amp;", "<b>", "<!--", "-->", "```", "](", "a_b", "1. ", "mailto:"],
    ),
    maxLength: 12,
  }),
);

/** Where a template puts a value, as Markdown around it and as the elements that it stands in. */
const PLACES: Record<string, { around(value: string): string; elements: string }> = {
  "a table cell": {
    around: (value) => `| a | b |\n|---|---|\n| ${value} | z |\n`,
    elements: "table thead tr th th tbody tr td td",
  },
  "a list item": { around: (value) => `- ${value}\n- z\n`, elements: "ul li li" },
  "a list item, behind a word": {
    around: (value) => `- **z:** ${value}\n`,
    elements: "ul li strong",
  },
  "a numbered item": { around: (value) => `1. ${value}\n`, elements: "ol li" },
  "a paragraph": { around: (value) => `${value}\n`, elements: "p" },
  "a line of a paragraph": { around: (value) => `z\n${value}\n`, elements: "p" },
  "a heading": { around: (value) => `# z ${value}\n`, elements: "h1" },
  "the text of a link": { around: (value) => `[z ${value}](#z)\n`, elements: "p a" },
  "strong text": { around: (value) => `**${value}:** z\n`, elements: "p strong" },
};

describe("escapeMarkdown", () => {
  describe.each(Object.entries(PLACES))("in %s", (_, { around, elements }) => {
    const emptied = read(around("y"));

    test.each(HOSTILE.map((text) => [text.slice(0, 40), text]))("%j is inert", (_name, text) => {
      expect(read(around(`y${escapeMarkdown(text)}y`)).elements).toBe(elements);
      show(text);
    });

    test("any text is inert and shows literally", () => {
      fc.assert(fc.property(anyText.filter(isVisible), show), { numRuns: runs(500), seed: 1 });
    });

    function show(text: string) {
      const shown = read(around(escapeMarkdown(text)));
      expect(shown.elements).toBe(elements);
      expect(shown.text).toBe(emptied.text.replace("y", () => oneLine(text).trim()));
    }
  });

  test("any text refers to nothing, in what is shown", () => {
    const references = fc.string({
      unit: fc.constantFrom(..."@#!&/_- \\;x1é(.", "@team", "#1", "!2", "&3", "GH-4", "&amp;"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(references.filter(isVisible), (text) => {
        const escaped = escapeMarkdown(text);
        const shown = shownBy(`${escaped}\n`);
        // As GitHub and GitLab look for them, who take only letters of ASCII for letters.
        expect(shown).not.toMatch(/(?<![A-Za-z0-9])@[\w-]/);
        expect(shown).not.toMatch(/[#!&]\d|\bGH-\d/i);
        expect(escaped).not.toMatch(/^\/\w/);
      }),
      { numRuns: runs(2000), seed: 1 },
    );
    expect(escapeMarkdown("ask @team, me@example.org of #1")).toBe(
      "ask @&#8203;team, me@example.org of #&#8203;1",
    );
  });

  test.each(PROSE)("leaves %j as it is", (text) => {
    expect(escapeMarkdown(text)).toBe(text);
  });

  test("takes time in proportion to the text", () => {
    for (const unit of [" ", "\n", "_", "#", "-", "=", "1", "<", "&", "`", " #", "www.", "\\"]) {
      const started = performance.now();
      escapeMarkdown(`x${unit.repeat(200_000)}x`);
      expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(1000);
    }
  });
});

describe("markdownCode", () => {
  describe.each(["a table cell", "a list item", "a paragraph"])("in %s", (place) => {
    const { around, elements } = PLACES[place] as (typeof PLACES)[string];

    test.each(HOSTILE.map((text) => [text.slice(0, 40), text]))("%j is code", (_name, text) => {
      show(text);
    });

    test("any text is code and shows literally", () => {
      fc.assert(fc.property(anyText.filter(isVisible), show), { numRuns: runs(500), seed: 1 });
    });

    function show(text: string) {
      const shown = read(around(markdownCode(text)));
      expect(shown.elements).toBe(elements.replace(/\b(td|li|p)\b/, "$1 code"));
      expect(shown.code.trim()).toBe(oneLine(text).trim());
    }
  });
});

describe("escapeHtml", () => {
  test.each(HOSTILE.map((text) => [text.slice(0, 40), text]))("%j is inert", (_name, text) => {
    show(text);
  });

  test("any text is inert and shows literally", () => {
    fc.assert(fc.property(anyText, show), { numRuns: runs(2000), seed: 1 });
  });

  function show(text: string) {
    const value = escapeHtml(text);
    const html = `<table><tr><td title="${value}">${value}</td></tr></table><p title='${value}'>`;
    const nodes = [...walk(parseFragment(html))];
    expect(nodes.filter(isElement).map((node) => node.tagName)).toEqual([
      ...["table", "tbody", "tr", "td", "p"],
    ]);
    const said = oneLine(text);
    expect(nodes.filter(isText).map((node) => node.value)).toEqual(said === "" ? [] : [said]);
    expect(nodes.filter(isElement).flatMap((node) => node.attrs)).toEqual([
      { name: "title", value: said },
      { name: "title", value: said },
    ]);
  }
});

describe("oneLine", () => {
  test.each([
    ["a\r\n  b", "a b"],
    ["a\u2028b\tc", "a b c"],
    ["a  b\u00a0c", "a  b\u00a0c"],
    ["\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["a\0b\u001b[1m", "a\\u{0}b\\u{1b}[1m"],
    ["\u{e0041}\ud800", "\\u{e0041}\\u{d800}"],
  ])("%j becomes %j", (text, line) => {
    expect(oneLine(text)).toBe(line);
  });
});

/** An empty list item, heading or paragraph is another document: no case of ours. */
function isVisible(text: string): boolean {
  return oneLine(text).trim() !== "";
}

/** The text that Markdown shows, with what has no width. */
function shownBy(markdown: string): string {
  const html = micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return [...walk(parseFragment(html))].map((node) => (isText(node) ? node.value : "")).join("");
}

/**
 * What GitHub-flavoured Markdown shows: its elements in order, and its text, one block a line. E-mail
 * addresses are links to themselves and pass for text.
 */
function read(markdown: string): { elements: string; text: string; code: string } {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const nodes = [...walk(parseFragment(html))];
  const elements = nodes.filter(isElement).filter((node) => !isAddress(node));
  return {
    elements: elements.map((node) => node.tagName).join(" "),
    // What keeps a reference from being one has no width.
    text: nodes
      .map((node) => (isText(node) ? node.value : node.nodeName === "#comment" ? "COMMENT" : ""))
      .join("")
      .replaceAll("\u200b", "")
      .trim(),
    code: elements
      .filter((node) => node.tagName === "code")
      .map((node) => [...walk(node)].map((child) => (isText(child) ? child.value : "")).join(""))
      .join()
      .replaceAll("\u200b", ""),
  };
}

function isAddress(node: Html.Element): boolean {
  return node.tagName === "a" && /^(mailto|xmpp):/.test(node.attrs[0]?.value ?? "");
}

function* walk(node: Html.Node): Generator<Html.Node> {
  yield node;
  for (const child of "childNodes" in node ? node.childNodes : []) yield* walk(child);
}

function isElement(node: Html.Node): node is Html.Element {
  return "tagName" in node;
}

function isText(node: Html.Node): node is Html.TextNode {
  return node.nodeName === "#text";
}
