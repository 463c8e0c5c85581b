import { escapeHtml, oneLine } from "../escape.ts";

/** A chart, before it is one: its place on the page, and what it says to who does not see it. */
export interface Chart {
  /** Unique on the page; the ids of its title and description are derived from it. */
  readonly id: string;
  readonly title: string;
  /** The message that a sighted reader sees at a glance, in a sentence or two. */
  readonly description: string;
  /** In pixels; as wide as its place. */
  readonly height: number;
  readonly body: string;
}

/**
 * An image of SVG that is as wide as its place, with text of one size at any width: places along the
 * width are percentages, along the height pixels.
 */
export function svg({ id, title, description, height, body }: Chart): string {
  return (
    `<svg class="chart" role="img" aria-labelledby="${id}-title ${id}-desc" width="100%" height="${height}">` +
    `<title id="${id}-title">${escapeHtml(title)}</title><desc id="${id}-desc">${escapeHtml(description)}</desc>` +
    `${body}</svg>`
  );
}

/** The part of a chart that stretches: within it x goes from 0 to 100, y is pixels. */
export function stretched(height: number, body: string): string {
  return `<svg width="100%" height="${height}" viewBox="0 0 100 ${height}" preserveAspectRatio="none">${body}</svg>`;
}

/** A path in a stretched part; its stroke keeps its width. */
export function path(kind: string, d: string): string {
  return d === "" ? "" : `<path class="${kind}" d="${d}"/>`;
}

/** A horizontal or vertical line from place to place. */
export function rule(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return path(kind, `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`);
}

/** Dots, drawn as lines of no length with round ends, which no stretching makes oval. */
export function dots(kind: string, places: readonly (readonly [number, number])[]): string {
  return path(kind, places.map(([x, y]) => `M${round(x)} ${round(y)}h0`).join(""));
}

/** A bar, with words for the pointer that rests on it. */
export function bar(
  kind: string,
  [x, y, width, height]: readonly [number, number, number, number],
  words = "",
): string {
  const said = words === "" ? "/>" : `><title>${escapeHtml(words)}</title></rect>`;
  return `<rect class="${kind}" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"${said}`;
}

/** Text at so many per cent of the width. */
export function label(
  text: string,
  x: number,
  y: number,
  { kind = "", anchor = "start" }: { kind?: string; anchor?: "start" | "middle" | "end" } = {},
): string {
  const attributes = `${kind === "" ? "" : ` class="${kind}"`}${anchor === "start" ? "" : ` text-anchor="${anchor}"`}`;
  return `<text x="${round(x)}%" y="${round(y)}"${attributes}>${escapeHtml(text)}</text>`;
}

/** Beyond this share of the width a label would leave the chart: it ends there instead. */
export function anchorAt(x: number): "start" | "middle" | "end" {
  return x < 8 ? "start" : x > 92 ? "end" : "middle";
}

/** A place to two decimals: a fiftieth of a pixel. */
export function round(value: number): number {
  return Number(value.toFixed(2));
}

/** Text in so many characters; what is cut is shown by an ellipsis. */
export function short(text: string, most: number): string {
  const characters = [...oneLine(text)];
  return characters.length <= most
    ? characters.join("")
    : `${characters.slice(0, most - 1).join("")}…`;
}
