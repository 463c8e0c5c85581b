import stringWidth from "fast-string-width";
import type { Screen } from "./screen.ts";

/**
 * Text of at most `width` cells: a longer one ends in an ellipsis. In a pipe
 * it is whole, because text that is cut there is lost.
 *
 * @example fold("val_accuracy_top5", 8, screen) // "val_acc…"
 */
export function fold(text: string, width: number, { isTerminal, isUnicode }: Screen): string {
  if (!isTerminal || stringWidth(text) <= width) return text;
  const mark = isUnicode ? "…" : "...";
  let folded = "";
  // By what a reader sees as a character: an accent or a joined emoji is not cut from what it belongs to.
  for (const { segment } of new Intl.Segmenter("en").segment(text)) {
    if (stringWidth(folded + segment) > width - mark.length) break;
    folded += segment;
  }
  return `${folded}${mark}`;
}

/** Text with blanks to so many cells; a wide character fills two. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}
