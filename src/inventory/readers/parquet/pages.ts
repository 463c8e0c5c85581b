import { FileProblem } from "../../reader.ts";
import type { Bytes } from "../bytes.ts";
import type { ColumnChunk, Statistics } from "./footer.ts";
import {
  DATA_PAGE,
  DATA_PAGE_V2,
  DICTIONARY_PAGE,
  type PageHeader,
  readHeader,
  Window,
} from "./page-header.ts";

/** One page of a column chunk, its body still as stored. */
export interface Page {
  readonly kind: "data" | "data v2" | "dictionary";
  /** Values, nulls included. */
  readonly valueCount: number;
  readonly encoding: number;
  /** Of version 1: how the definition levels are encoded. */
  readonly levelEncoding: number;
  /** Of version 2: bytes of repetition and definition levels, which are never compressed. */
  readonly levelBytes: { readonly repetition: number; readonly definition: number };
  readonly isCompressed: boolean;
  readonly statistics: Statistics | undefined;
  readonly unpackedBytes: number;
  readonly body: Uint8Array;
}

/**
 * The pages of a column chunk, in file order, until all its values were seen.
 *
 * @param dataTo where the file's data ends and its footer begins
 * @throws FileProblem where a page is not where it should be
 */
export function* readPages(source: Bytes, chunk: ColumnChunk, dataTo: number): Generator<Page> {
  let at = firstPageOffset(chunk);
  const window = new Window(source, dataTo, at + chunk.compressedBytes);
  let left = chunk.valueCount;
  while (left > 0) {
    const { header, end } = readHeader(window, at);
    const body = window.slice(end, end + header.packedBytes);
    at = end + header.packedBytes;
    const page = toPage(header, body);
    if (page === undefined) continue;
    if (page.kind !== "dictionary") {
      if (!(page.valueCount >= 0 && page.valueCount <= left)) {
        throw new FileProblem(
          `corrupt: a page of ${page.valueCount} values where ${left} are left`,
        );
      }
      left -= page.valueCount;
    }
    yield page;
  }
}

/** Where a column chunk begins. */
export function firstPageOffset({ dictionaryPageOffset, dataPageOffset }: ColumnChunk): number {
  // Some writers leave a dictionary's offset at 0.
  return dictionaryPageOffset ? Math.min(dictionaryPageOffset, dataPageOffset) : dataPageOffset;
}

/** Undefined for kinds of pages that hold no values. */
function toPage(header: PageHeader, body: Uint8Array): Page | undefined {
  const kinds: Record<number, Page["kind"]> = {
    [DATA_PAGE]: "data",
    [DICTIONARY_PAGE]: "dictionary",
    [DATA_PAGE_V2]: "data v2",
  };
  const kind = kinds[header.type];
  if (kind === undefined) return undefined;
  return {
    kind,
    valueCount: header.valueCount,
    encoding: header.encoding,
    levelEncoding: header.levelEncoding,
    levelBytes: { repetition: header.repetitionBytes, definition: header.definitionBytes },
    isCompressed: header.isCompressed,
    statistics: header.statistics,
    unpackedBytes: header.unpackedBytes,
    body,
  };
}
