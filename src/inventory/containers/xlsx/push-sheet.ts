import { type DataFile, FileProblem } from "../../reader.ts";
import type { TextSink } from "../../readers/text/sink.ts";
import { quoteCell } from "../cells.ts";
import { Enough } from "../zip.ts";
import { readSharedStrings } from "./shared-strings.ts";
import { type Cell, type CellMeanings, readRows } from "./sheet-rows.ts";
import { readDateStyles } from "./styles.ts";
import { readWorkbook, type Sheet, type Workbook } from "./workbook.ts";

/**
 * Pushes the rows of a sheet as comma-separated text in UTF-8. Rows without a value at the sheet's end are dropped.
 *
 * @throws FileProblem where the workbook is damaged, or has no such sheet
 */
export async function pushSheet({ location, member }: DataFile, sink: TextSink): Promise<void> {
  const workbook = await readWorkbook(location);
  const sheet = workbook.sheets.find(({ name }) => name === member) ?? workbook.sheets[0];
  if (sheet === undefined) return;
  const lines = new Lines(sink);
  await readRows(location, sheet.member, await readMeanings(location, workbook), (cells) =>
    lines.add(cells),
  );
  lines.end();
}

/** Whether a sheet has a header and a row, or two rows. */
export async function hasRows(location: string | Buffer, sheet: Sheet): Promise<boolean> {
  let rows = 0;
  // Which text a cell has does not matter.
  const strings = new Proxy([] as string[], { get: () => "x" });
  const meanings = { strings, dateStyles: new Set<number>(), is1904: false };
  await readRows(location, sheet.member, meanings, (cells) => {
    if (cells.length > 0 && ++rows === 2) throw new Enough();
  });
  return rows === 2;
}

async function readMeanings(location: string | Buffer, workbook: Workbook): Promise<CellMeanings> {
  const { is1904, stringsMember, stylesMember } = workbook;
  const strings = await readSharedStrings(location, stringsMember);
  return { strings, dateStyles: await readDateStyles(location, stylesMember), is1904 };
}

/** Lines of text, handed on in pieces. */
class Lines {
  readonly #sink: TextSink;
  #text = "";
  /** Rows without a value count once others follow. */
  #blank = "";
  #width = 0;
  #gaps = 0;

  constructor(sink: TextSink) {
    this.#sink = sink;
  }

  add(cells: readonly Cell[]): void {
    const width = (cells.at(-1)?.column ?? -1) + 1;
    if (width === 0) {
      if (this.#blank.length < PIECE) this.#blank += `${this.#gap(this.#width - 1)}\n`;
      return;
    }
    // Rows end where their last value is: all are as wide as the widest so far.
    this.#width = Math.max(this.#width, width);
    this.#text += this.#blank;
    this.#blank = "";
    let at = 0;
    for (const { column, text } of cells) {
      this.#text += this.#gap(column - at) + quoteCell(text);
      at = column;
    }
    this.#text += `${this.#gap(this.#width - width)}\n`;
    if (this.#text.length >= PIECE) this.end();
  }

  /** The delimiters between cells that are so many columns apart. */
  #gap(columns: number): string {
    this.#gaps += Math.max(0, columns);
    if (this.#gaps > MOST_DELIMITERS) {
      throw new FileProblem(
        `more than ${MOST_DELIMITERS / 1e6} million cells, most of them empty: save it as CSV or Parquet`,
      );
    }
    return ",".repeat(Math.max(0, columns));
  }

  end(): void {
    if (this.#text !== "") this.#sink.push(Buffer.from(this.#text));
    this.#text = "";
  }
}

const PIECE = 1 << 16;
/** A few bytes can name a cell that is far to the right. */
const MOST_DELIMITERS = 200_000_000;
