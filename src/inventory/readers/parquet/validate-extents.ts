import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import { countPages, isPageAt } from "./check-pages.ts";
import type { ColumnChunk, Footer } from "./footer.ts";
import { firstPageOffset } from "./pages.ts";

/**
 * Checks that the data is where the footer says. A file that lost its beginning or a part in the
 * middle still has its footer, whose row counts would pass for those of a whole file. Looked at are
 *
 * - the magic at the beginning;
 * - the ends of the column chunks and their indexes: of all in the first and the last
 *   row group, of the last one in those between;
 * - the header of the first page of the columns that were asked for (the time's, else the first), in
 *   each row group; and of the first and the last column in the file;
 * - in a file of up to 64 column chunks, the headers of all pages, up to a thousand.
 *
 * The pages of the time column are looked into where its statistics do not tell the days. Values of
 * other columns that were overwritten are not noticed: that would take reading the file.
 *
 * @throws FileProblem where the file is not whole
 */
export function checkWhole(source: Bytes, { offset, extents, rowGroups }: Footer): void {
  const magic = String.fromCharCode(...source.slice(0, 4));
  if (magic !== "PAR1") throw broken(`begins with ${JSON.stringify(magic)} instead of "PAR1"`);
  if (extents.end > offset) {
    throw broken(`its data would end at byte ${extents.end}, but its footer begins at ${offset}`);
  }
  const chunks = rowGroups.flatMap((group) => group.chunks).filter(hasReadablePages);
  for (const at of new Set([...extents.pages, ...chunks.map(firstPageOffset)])) {
    if (!isPageAt(source, at, offset))
      throw broken(`no values at byte ${at}, where some should be`);
  }
  let left = MOST_PAGES;
  for (const chunk of extents.chunks) {
    const count = countPages(source, chunk, offset, left);
    if (count < 0)
      throw broken(`not all of ${chunk.valueCount} values from byte ${chunk.start} on`);
    left -= count;
  }
}

/** Each is a read of its own. */
const MOST_PAGES = 1000;

/** The headers of encrypted pages are encrypted, too. */
function hasReadablePages({ filePath, isEncrypted, compressedBytes, valueCount }: ColumnChunk) {
  return filePath === undefined && !isEncrypted && compressedBytes > 0 && valueCount > 0;
}

function broken(what: string): FileProblem {
  return new FileProblem(`truncated or overwritten: ${what}`);
}
