import { FileProblem, type Reader } from "../reader.ts";
import { crc32c } from "./crc32c.ts";
import { pushBytes } from "./text/chunks.ts";
import type { TextSink } from "./text/sink.ts";

/**
 * TensorFlow's records, plain or as `.gz`: a sample is a record. Each begins with its length and a checksum of it,
 * which is verified; a checksum of its content follows, which is not, because nothing of the content is used.
 */
export const tfrecord: Reader = {
  async read(file) {
    const records = new Records();
    await pushBytes(file, records);
    return { samples: records.end(), columns: null, eventTime: null, notes: [] };
  },
};

/** A length of 8 bytes, and its checksum. */
export const RECORD_HEAD_BYTES = 12;
/** The checksum of the content. */
const TAIL_BYTES = 4;

/** Counts records that are pushed in chunks of any size. */
class Records implements TextSink {
  #records = 0;
  // How many bytes of the present record are left to pass over.
  #left = 0;
  readonly #head = Buffer.alloc(RECORD_HEAD_BYTES);
  #headBytes = 0;

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, chunk.length - at);
        this.#left -= passed;
        at += passed;
        if (this.#left === 0) this.#records++;
        continue;
      }
      const copied = chunk.copy(
        this.#head,
        this.#headBytes,
        at,
        at + RECORD_HEAD_BYTES - this.#headBytes,
      );
      this.#headBytes += copied;
      at += copied;
      if (this.#headBytes === RECORD_HEAD_BYTES) this.#begin();
    }
  }

  #begin(): void {
    const length = recordLength(this.#head);
    if (length === null) {
      throw new FileProblem(
        `corrupt: record ${this.#records + 1} has a wrong checksum of its length`,
      );
    }
    this.#headBytes = 0;
    this.#left = length + TAIL_BYTES;
  }

  /** @throws FileProblem where the last record is not whole */
  end(): number {
    if (this.#left > 0 || this.#headBytes > 0) {
      throw new FileProblem(`truncated: record ${this.#records + 1} breaks off`);
    }
    return this.#records;
  }
}

/** The length that the head of a record states; null if its checksum is another. */
export function recordLength(head: Buffer): number | null {
  const crc = crc32c(head.subarray(0, 8));
  // Rotated and offset: TensorFlow stores checksums of checksums.
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  if (head.length < RECORD_HEAD_BYTES || masked !== head.readUInt32LE(8)) return null;
  const length = head.readBigUInt64LE(0);
  return length <= BigInt(Number.MAX_SAFE_INTEGER - TAIL_BYTES) ? Number(length) : null;
}
