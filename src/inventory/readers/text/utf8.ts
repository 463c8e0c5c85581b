import { TextDecoder } from "node:util";
import { FileProblem } from "../../reader.ts";
import type { TextSink } from "./sink.ts";

/**
 * Passes text on as UTF-8 without a byte order mark. UTF-16 is known by its mark, or by a zero byte
 * beside each of the first two characters; all other bytes pass as they are.
 */
export class Utf8 implements TextSink {
  readonly #sink: TextSink;
  #head: Buffer | null = Buffer.alloc(0);
  #decoder: TextDecoder | null = null;

  readonly #stated: string | undefined;

  /** @param encoding as it is stated, by its name in WHATWG's Encoding Standard */
  constructor(sink: TextSink, encoding?: string) {
    this.#sink = sink;
    this.#stated = encoding === undefined || /^utf-?8$/i.test(encoding) ? undefined : encoding;
  }

  /** Of the text so far, by its name in WHATWG's Encoding Standard. */
  get encoding(): string {
    return this.#decoder?.encoding ?? "utf-8";
  }

  push(chunk: Buffer): void {
    if (this.#head === null) {
      this.#pass(chunk);
    } else if (this.#head.length + chunk.length >= 4) {
      const start = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      this.#begin(start);
    } else {
      this.#head = Buffer.concat([this.#head, chunk]);
    }
  }

  end(): void {
    if (this.#head !== null) this.#begin(this.#head);
    if (this.#decoder !== null) this.#emit(Buffer.from(this.#decoder.decode()));
  }

  #begin(start: Buffer): void {
    this.#head = null;
    if (this.#stated !== undefined) {
      this.#decoder = new TextDecoder(this.#stated);
      this.#pass(start);
      return;
    }
    const encoding = detectEncoding(start);
    if (encoding === "utf-32") throw new FileProblem("UTF-32 text: convert it to UTF-8");
    if (encoding !== "utf-8") this.#decoder = new TextDecoder(encoding);
    this.#pass(start.subarray(markBytes(start) ?? 0));
  }

  #pass(chunk: Buffer): void {
    if (this.#decoder === null) this.#emit(chunk);
    else this.#emit(Buffer.from(this.#decoder.decode(chunk, { stream: true })));
  }

  #emit(chunk: Buffer): void {
    if (chunk.length > 0) this.#sink.push(chunk);
  }
}

/** How many bytes a byte order mark takes up; null where the text is not UTF-8, by its first bytes. */
export function markBytes(start: Buffer): number | null {
  if (detectEncoding(start) !== "utf-8") return null;
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
}

function detectEncoding(start: Buffer): "utf-8" | "utf-16le" | "utf-16be" | "utf-32" {
  const [a, b, c, d] = start;
  if (a === 0xff && b === 0xfe)
    return start.length >= 4 && c === 0 && d === 0 ? "utf-32" : "utf-16le";
  if (a === 0xfe && b === 0xff) return "utf-16be";
  if (start.length < 4) return "utf-8";
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return "utf-32";
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return "utf-16le";
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return "utf-16be";
  return "utf-8";
}
