import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Quiet, without network of its own, and as root, which CI often is. */
const FLAGS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** The Chromium of this machine; null where there is none. */
export function findChromium(): string | null {
  return process.env.CHROMIUM_PATH ?? find(NAMES);
}

/** Whether PDFs can be read. */
export function hasPdfToText(): boolean {
  return find(["pdftotext"]) !== null;
}

/** A browser with an empty profile, which is thrown away when it is closed. */
export function launch(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: FLAGS.split(" ") });
}

/** The words of a PDF with their places, in points. */
export function pdfWords(
  path: string,
): { text: string; page: number; left: number; right: number }[] {
  const xml = execFileSync("pdftotext", ["-bbox", path, "-"], { encoding: "utf8" });
  return xml
    .split("<page ")
    .slice(1)
    .flatMap((page, i) =>
      [...page.matchAll(/<word xMin="([\d.]+)".*? xMax="([\d.]+)".*?>(.*?)<\/word>/g)].map(
        (match) => ({
          text: match[3] ?? "",
          page: i,
          left: Number(match[1]),
          right: Number(match[2]),
        }),
      ),
    );
}

function find(names: readonly string[]): string | null {
  const places = (process.env.PATH ?? "").split(delimiter);
  const paths = names.flatMap((name) => places.map((place) => join(place, name)));
  return paths.find((path) => existsSync(path)) ?? null;
}
