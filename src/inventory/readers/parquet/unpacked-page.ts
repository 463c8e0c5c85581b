import { FileProblem } from "../../reader.ts";
import { tooShort } from "./bits.ts";
import { type Decompress, loadDecompressor } from "./decompress.ts";
import { RLE } from "./encodings.ts";
import type { ColumnChunk } from "./footer.ts";
import { type HybridVisitor, readHybrid } from "./hybrid.ts";
import type { Page } from "./pages.ts";
import type { Leaf } from "./schema.ts";

/** A page of data, unpacked; good until the next is. */
export interface UnpackedPage {
  /** Its definition levels; empty where the column has none. */
  readonly levels: Uint8Array;
  readonly values: Uint8Array;
}

/**
 * The unpacker for the pages of a column chunk.
 *
 * @throws FileProblem if there is no unpacker: they lie in another file, are encrypted, or of an unknown codec
 */
export async function loadUnpacker(leaf: Leaf, chunk: ColumnChunk): Promise<PageUnpacker> {
  if (chunk.filePath !== undefined) throw new FileProblem(`it lies in ${chunk.filePath}`);
  if (chunk.isEncrypted) throw new FileProblem("it is encrypted");
  return new PageUnpacker(leaf, await loadDecompressor(chunk.codec));
}

export class PageUnpacker {
  readonly #leaf: Leaf;
  readonly #decompress: Decompress;

  constructor(leaf: Leaf, decompress: Decompress) {
    this.#leaf = leaf;
    this.#decompress = decompress;
  }

  dictionary(page: Page): Uint8Array {
    return this.#decompress(page.body, page.unpackedBytes);
  }

  data(page: Page): UnpackedPage {
    const hasLevels = this.#leaf.maxDefinition > 0;
    if (page.kind === "data v2") {
      const { repetition, definition } = page.levelBytes;
      const size = repetition + definition;
      if (!(repetition >= 0 && definition >= 0 && size <= page.body.length)) {
        throw new FileProblem("corrupt: a page whose header does not say how long its levels are");
      }
      const levels = page.body.subarray(repetition, size);
      const packed = page.body.subarray(size);
      const isPacked = page.isCompressed && page.unpackedBytes > size;
      const values = isPacked ? this.#decompress(packed, page.unpackedBytes - size) : packed;
      return { levels, values };
    }
    const bytes = this.#decompress(page.body, page.unpackedBytes);
    if (!hasLevels) return { levels: bytes.subarray(0, 0), values: bytes };
    if (page.levelEncoding !== RLE) {
      throw new FileProblem(`encoding ${page.levelEncoding} of definition levels is not supported`);
    }
    const [from, to] = [4, 4 + wordAt(bytes)];
    if (to > bytes.length) throw tooShort();
    return { levels: bytes.subarray(from, to), values: bytes.subarray(to) };
  }
}

/** Visits the definition levels of a page, of a column that has some. */
export function readLevels(
  { levels }: UnpackedPage,
  { maxDefinition }: Leaf,
  count: number,
  visitor: HybridVisitor,
): void {
  readHybrid(levels, 0, 32 - Math.clz32(maxDefinition), count, visitor);
}

/** Values that are not null, of `count`: those of the highest definition level. */
export function countPresent(page: UnpackedPage, leaf: Leaf, count: number): number {
  const { maxDefinition } = leaf;
  if (maxDefinition === 0) return count;
  let present = 0;
  readLevels(page, leaf, count, {
    run(level, times) {
      if (level === maxDefinition) present += times;
    },
    packed(values, some) {
      for (let i = 0; i < some; i++) if (values[i] === maxDefinition) present++;
    },
  });
  return present;
}

/** Visits the indices of the dictionary's values. */
export function readIndices(values: Uint8Array, count: number, visitor: HybridVisitor): void {
  const bits = values[0];
  if (bits === undefined) throw tooShort();
  readHybrid(values, 1, bits, count, visitor);
}

export function noDictionary(): FileProblem {
  return new FileProblem("corrupt: a page without its dictionary");
}

export function noValue(index: number, size: number): FileProblem {
  return new FileProblem(`corrupt: refers to value ${index} of a dictionary of ${size}`);
}

function wordAt(bytes: Uint8Array): number {
  if (bytes.length < 4) throw tooShort();
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}
