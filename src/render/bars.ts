import { count, sampleCount, thousands } from "../text/quantity.ts";
import type { Screen } from "./screen.ts";
import type { Period } from "./timeline.ts";
import { wrap } from "./wrap.ts";

/**
 * A line for each day or week with its samples and a bar, the longest bar for the greatest of them; a
 * period of several has words in its place.
 */
export function renderBars(
  periods: readonly Period[],
  noun: "day" | "week",
  screen: Screen,
): string {
  const single = periods.filter(({ length }) => length === 1);
  const most = single.reduce((greatest, { samples }) => Math.max(greatest, samples), 0);
  const digits = thousands(most).length;
  const label = single.reduce((widest, { first }) => Math.max(widest, first.length), 0);
  // Not to the last cell, after which some terminals begin a line.
  const cells = Math.min(screen.columns - 1, WIDEST) - label - digits - 4;
  return periods
    .map((period) => {
      if (period.length > 1) return foldedLine(period, noun, screen);
      const { first, samples } = period;
      const line = `${first.padEnd(label)}  ${thousands(samples).padStart(digits)}`;
      if (samples === 0) return `${screen.paint("yellow", line)}\n`;
      const bar = cells < FEWEST ? "" : drawBar(samples / most, cells, screen.isUnicode);
      return `${`${line}  ${screen.paint("green", bar)}`.trimEnd()}\n`;
    })
    .join("");
}

/** A longer bar than this tells no more. */
const WIDEST = 100;
/** A shorter one tells nothing: a narrow terminal has the numbers alone. */
const FEWEST = 5;

/** Whatever is more than nothing has a mark. */
function drawBar(share: number, cells: number, isUnicode: boolean): string {
  if (!isUnicode) return "#".repeat(Math.max(1, Math.round(share * cells)));
  const eighths = Math.max(1, Math.round(share * cells * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (["", ..."▏▎▍▌▋▊▉"][eighths % 8] ?? "");
}

function foldedLine(
  { first, last, length, empty, samples }: Period,
  noun: string,
  { columns, isUnicode, paint }: Screen,
): string {
  const what =
    samples === 0
      ? `no samples in ${count(length, noun)}`
      : `${sampleCount(samples)} in ${count(length, noun)}${empty > 0 ? `, ${thousands(empty)} of them empty` : ""}`;
  const lines = wrap(`${first} to ${last}: ${what}`, columns - 4);
  const mark = isUnicode ? "…" : "...";
  return lines
    .map((line, i) => `${paint("dim", i === 0 ? `${mark} ${line}` : `    ${line}`)}\n`)
    .join("");
}
