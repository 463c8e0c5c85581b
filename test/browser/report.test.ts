import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECTS, renderHtml } from "../support/projects.ts";
import { scratch } from "../support/scratch.ts";
import { isThorough } from "../support/thorough.ts";
import { findChromium, hasPdfToText, launch, pdfWords } from "./chromium.ts";
import {
  axeFinds,
  chartsWithoutWords,
  cutLabels,
  faintGraphics,
  focused,
  openDetails,
  overflowing,
  reachable,
  wideTables,
  wordsOfCells,
} from "./in-page.mjs";

const EXECUTABLE = findChromium();
/** Of an A4 page, in points, with the margins that the document asks for, a little less. */
const [A4_WIDTH, MARGIN] = [595, 40];

let browser: Browser | undefined;
let page: Page | undefined;
/** Of the documents, each of which several tests open. */
const folder = mkdtempSync(join(tmpdir(), "retrain-plan-html-"));
beforeAll(async () => {
  if (EXECUTABLE !== null) browser = await launch(EXECUTABLE);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** The HTML of the projects in fixtures/projects, as a browser shows it; skipped where there is no Chromium. */
describe.skipIf(EXECUTABLE === null).each(PROJECTS)("the report of the project %s", (project) => {
  let url: string;
  beforeAll(async () => {
    url = await writeHtml(project, "default");
  });

  // axe takes most of the time: here once in each scheme and at each end of the widths.
  test.each([
    [400, "light", true],
    [400, "dark", false],
    [800, "light", false],
    [1600, "light", false],
    [1600, "dark", true],
  ] as const)(
    "at %i pixels, %s: fits, is quiet, and passes axe where it runs",
    async (width, scheme, hasAxe) => {
      await withPage(url, { width, scheme }, async (page, messages) => {
        expect(await page.evaluate(overflowing)).toEqual([]);
        expect(await page.evaluate(chartsWithoutWords)).toEqual([]);
        expect(await page.evaluate(cutLabels)).toEqual([]);
        expect(await page.evaluate(faintGraphics)).toEqual([]);
        await page.evaluate(openDetails);
        expect(await page.evaluate(wideTables)).toEqual([]);
        if (hasAxe || isThorough) expect(await runAxe(page)).toEqual([]);
        expect(messages).toEqual([]);
      });
    },
  );

  test("every link and region is reached by keyboard, and shows it", async () => {
    await withPage(url, { width: 800 }, async (page) => {
      await page.evaluate(openDetails);
      const wanted = await page.evaluate(reachable);
      const seen = new Map<number, boolean>();
      for (let i = 0; i < wanted; i++) {
        await page.keyboard.press("Tab");
        const { number, isShown } = await page.evaluate(focused);
        seen.set(number, isShown);
      }
      expect(seen.size).toBe(wanted);
      expect([...seen].filter(([, isShown]) => !isShown)).toEqual([]);
    });
  });

  test.skipIf(!hasPdfToText())(
    "prints on A4, at most five pages before the appendix, with its tables whole",
    async () => {
      await withPage(url, {}, async (page) => {
        const path = join(scratch(), "report.pdf");
        await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
        const printed = pdfWords(path);
        const isOutside = ({ left, right }: { left: number; right: number }) =>
          left < MARGIN || right > A4_WIDTH - MARGIN;
        expect(printed.filter(isOutside)).toEqual([]);
        const text = ` ${printed.map((word) => word.text).join(" ")} `;
        const words = await page.evaluate(wordsOfCells);
        expect(words.length).toBeGreaterThan(100);
        expect(words.filter((word) => !text.includes(word))).toEqual([]);
        const appendix = printed.find((word) => word.text === "Appendix")?.page ?? 0;
        expect(appendix).toBeGreaterThan(1);
        expect(appendix).toBeLessThanOrEqual(6);
      });
    },
  );
});

/** @returns the address of the document */
async function writeHtml(project: (typeof PROJECTS)[number], template: string): Promise<string> {
  const path = join(folder, `${project}-${template}.html`);
  writeFileSync(path, await renderHtml(project, template));
  return pathToFileURL(path).href;
}

/** What is printed and signed: no charts, nothing folded. */
const PRINTED = PROJECTS.flatMap((project) =>
  ["brief", "pccp", "sr11-7"].map((template) => [template, project] as const),
);

describe.skipIf(EXECUTABLE === null).each(PRINTED)("the %s of the project %s", (name, project) => {
  let url: string;
  beforeAll(async () => {
    url = await writeHtml(project, name);
  });

  test.each([
    [400, "light"],
    [800, "dark"],
  ] as const)("at %i pixels, %s: fits, is quiet, and axe finds nothing", async (width, scheme) => {
    await withPage(url, { width, scheme }, async (page, messages) => {
      expect(await page.evaluate(overflowing)).toEqual([]);
      expect(await page.evaluate(wideTables)).toEqual([]);
      expect(await runAxe(page)).toEqual([]);
      expect(messages).toEqual([]);
    });
  });

  test.skipIf(!hasPdfToText())("prints on A4, a brief on one page", async () => {
    await withPage(url, {}, async (page) => {
      const path = join(scratch(), "printed.pdf");
      await page.pdf({ path, preferCSSPageSize: true, printBackground: true });
      const printed = pdfWords(path);
      expect(printed.length).toBeGreaterThan(100);
      const outer = { left: MARGIN - 1, right: A4_WIDTH - MARGIN + 1 };
      const isOutside = (word: { left: number; right: number }) =>
        word.left < outer.left || word.right > outer.right;
      expect(printed.filter(isOutside)).toEqual([]);
      if (name === "brief") expect(new Set(printed.map((word) => word.page)).size).toBe(1);
    });
  });
});

/** Through the debugger's door, which the page's policy against scripts does not guard. */
async function runAxe(page: Page): Promise<string[]> {
  await page.evaluate(`${axe.source}; null`);
  return page.evaluate(axeFinds);
}

/** Opens a document in the one page of these tests: a page of its own for each takes longer than most of them. */
async function withPage(
  url: string,
  { width = 1280, scheme = "light" }: { width?: number; scheme?: "light" | "dark" },
  act: (page: Page, messages: string[]) => Promise<void>,
): Promise<void> {
  page ??= await (await browser?.newContext())?.newPage();
  const opened = page as Page;
  const messages: string[] = [];
  opened.on("console", (message) => messages.push(message.text()));
  opened.on("pageerror", (error) => messages.push(error.message));
  opened.on("request", (request) => {
    if (request.url() !== url) messages.push(request.url());
  });
  try {
    await opened.setViewportSize({ width, height: 900 });
    await opened.emulateMedia({ colorScheme: scheme });
    await opened.goto(url);
    await act(opened, messages);
  } finally {
    opened.removeAllListeners();
  }
}
