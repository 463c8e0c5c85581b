import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import type { Footer } from "./footer.ts";
import { isPageAt } from "./pages.ts";

/**
 * Checks that the data is where the footer says. A file that lost its beginning or a part in the
 * middle still has its footer, whose row counts would pass for those of a whole file. Not each page
 * is looked at: that would read the file.
 *
 * @throws FileProblem where the file is not whole
 */
export function checkWhole(source: Bytes, { offset, extents }: Footer): void {
  const magic = String.fromCharCode(...source.slice(0, 4));
  if (magic !== "PAR1") throw broken(`begins with ${JSON.stringify(magic)} instead of "PAR1"`);
  if (extents.end > offset) {
    throw broken(`its data would end at byte ${extents.end}, but its footer begins at ${offset}`);
  }
  for (const at of extents.pages) {
    if (!isPageAt(source, at, offset))
      throw broken(`no values at byte ${at}, where some should be`);
  }
}

function broken(what: string): FileProblem {
  return new FileProblem(`truncated or overwritten: ${what}`);
}
