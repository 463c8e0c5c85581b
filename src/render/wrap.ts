import stringWidth from "fast-string-width";
import { oneLine } from "./escape.ts";

/**
 * Text in lines of at most `width` cells, broken between words; a longer word has a line of its own,
 * whole, so that a path can be copied.
 *
 * @example wrap("one two three", 8) // ["one two", "three"]
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const word of text.split(" ")) {
    // Word by word: to measure a line anew for each would take most of the time of a long list.
    const cells = stringWidth(word);
    if (used + 1 + cells <= width) {
      lines.push(`${lines.pop()} ${word}`);
      used += 1 + cells;
    } else {
      lines.push(word);
      used = cells;
    }
  }
  return lines;
}

/**
 * Words as lines of at most so many columns, those after the first indented.
 *
 * @example paragraph("Latest  it is 0.91 …", 8) // "Latest  it is 0.91\n        …"
 */
export function paragraph(text: string, indent = 0, columns = 80): string {
  const [first = "", ...rest] = wrap(text, columns);
  if (rest.length === 0) return first;
  const others = wrap(text.slice(first.length + 1), columns - indent);
  return [first, ...others.map((line) => " ".repeat(indent) + line)].join("\n");
}

/** An item of an indented list, whose further lines are indented by more. */
export function item(text: string, { columns }: { readonly columns: number }): string {
  return `${paragraph(`  ${oneLine(text)}`, 4, columns)}\n`;
}
