import { BRACKET, LF, QUOTE } from "../../../text/ascii.ts";
import { JsonError, type JsonListener } from "./json-listener.ts";
import { JsonMachine } from "./json-machine.ts";
import { type Kernel, PADDING_BYTES, sharedKernel } from "./kernel.ts";
import type { RecordTally } from "./record-tally.ts";
import type { TextSink } from "./sink.ts";

/**
 * Checks lines of JSON, and counts those that hold a value. The kernel passes what is plain and valid,
 * thousands of lines a call; what it does not pass, and what names the keys, {@link JsonMachine}
 * judges, so that it alone decides what an error is.
 */
export class JsonLines implements TextSink {
  broken = 0;
  /** Where the first of them is, in lines before it, and what is wrong with it. */
  firstBroken: { readonly line: number; readonly what: string } | null = null;
  /** Lines that have ended by a newline. */
  ended = 0;
  /** Objects that follow another on its line. */
  followers = 0;
  /** Whether the first line is a list of texts, and the second one of other values: names, and a row. */
  get hasNames(): boolean {
    return this.#lists[0] === "texts" && this.#lists[1] === "values";
  }

  #isFollower = false;
  // The first two values, where they are lists.
  readonly #lists: ("none" | "texts" | "values")[] = [];

  readonly #kernel: Kernel;
  readonly #records: RecordTally;
  readonly #machine: JsonMachine;
  #nonFinite = 0;
  // The beginning of a line that the kernel has not passed yet, as it was not complete.
  #tail: Buffer = NOTHING;
  // Whether the machine has seen the beginning of the line at hand.
  #isBegun = false;
  // The fault of the line at hand; the rest of that line is skipped.
  #error: JsonError | null = null;

  constructor(records: RecordTally, kernel: Kernel = sharedKernel()) {
    this.#kernel = kernel;
    this.#records = records;
    this.#machine = new JsonMachine(this.#listenerTo(records));
    this.#machine.bringKeys(1, records);
    this.#machine.valueDepth = 1;
    this.#machine.mayFollow = () => {
      this.#commit();
      this.#isFollower = true;
      return true;
    };
  }

  /** Bare NaN, Infinity and -Infinity so far. */
  get nonFinite(): number {
    return this.#nonFinite + this.#machine.nonFinite;
  }

  push(chunk: Buffer): void {
    this.#machine.begin();
    let at = 0;
    while (at < chunk.length) {
      const canPass = !this.#isBegun && this.#wantedBytes >= 0;
      at = canPass ? this.#pass(chunk, at) : this.#judge(chunk, at, chunk.length);
    }
  }

  end(): void {
    this.#judgeTail();
    this.#endLine(true);
  }

  #listenerTo(records: RecordTally): JsonListener {
    return {
      value: (depth, firstByte) => {
        this.#lookForNames(depth, firstByte);
        return false;
      },
      key: (depth, bytes, from, to) => records.key(depth - 1, bytes, from, to),
      scalar: (bytes, from, to) => records.scalar(bytes, from, to),
      close() {},
    };
  }

  #lookForNames(depth: number, firstByte: number): void {
    const lists = this.#lists;
    if (depth === 0 && lists.push(firstByte === BRACKET ? "texts" : "none") === 3) {
      this.#machine.valueDepth = -1;
    } else if (depth === 1 && firstByte !== QUOTE && lists.at(-1) === "texts") {
      lists[lists.length - 1] = "values";
    }
  }

  /** Length of the key that the kernel looks for; -1 where that is the machine's work. */
  get #wantedBytes(): number {
    const { wantedKey } = this.#records;
    if (wantedKey === null || wantedKey.length > this.#kernel.key.length) return -1;
    return wantedKey.length;
  }

  /** Passes lines from `from` on; returns how far it came. */
  #pass(chunk: Buffer, from: number): number {
    const { calls, input, inputBytes, key } = this.#kernel;
    const tailBytes = this.#tail.length;
    const length = Math.min(tailBytes + chunk.length - from, inputBytes);
    const text = input.subarray(0, length);
    text.set(this.#tail);
    text.set(chunk.subarray(from, from + length - tailBytes), tailBytes);
    input.fill(0, length, length + PADDING_BYTES);
    key.set(this.#records.wantedKey as Uint8Array);
    this.#tail = NOTHING;
    this.#machine.begin();
    let at = 0;
    while (at < length) {
      at = calls.passLines(at, this.#wantedBytes);
      this.#records.addFound(this.#kernel);
      this.#nonFinite += calls.nonFinite.value;
      this.ended += calls.lines.value;
      if (calls.hasStopped.value === 0) continue;
      if (text.indexOf(LF, at) < 0) break;
      at = this.#judge(text, at, length);
    }
    // The beginning of a line is all there is yet.
    if (length - at >= TAIL_BYTES) this.#judge(text, at, length);
    else this.#tail = Buffer.from(text.subarray(at));
    this.#machine.begin();
    return from + length - tailBytes;
  }

  #judgeTail(): void {
    const tail = this.#tail;
    this.#tail = NOTHING;
    this.#machine.begin();
    this.#judge(tail, 0, tail.length);
  }

  /** Has the machine look at a line, or as much of it as there is; returns where it ends. */
  #judge(bytes: Buffer, from: number, to: number): number {
    const newline = bytes.indexOf(LF, from);
    const isWhole = newline >= 0 && newline < to;
    const end = isWhole ? newline : to;
    this.#isBegun = !isWhole;
    this.#check(bytes, from, end);
    if (!isWhole) return end;
    this.#endLine(false);
    return newline + 1;
  }

  #check(bytes: Buffer, from: number, to: number): void {
    if (this.#error !== null || from === to) return;
    try {
      this.#machine.push(bytes, from, to);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.#error = error;
    }
  }

  #endLine(isLast: boolean): void {
    const machine = this.#machine;
    if (this.#error === null && !machine.isEmpty) this.#endValue();
    if (this.#error !== null) {
      this.#isFollower = false;
      this.#records.abandon();
      if (this.broken++ === 0) {
        const cut = isLast && this.#error.isTruncation ? " (the last line is cut off)" : "";
        this.firstBroken = { line: this.ended, what: `${this.#error.what}${cut}` };
      }
      this.#error = null;
    }
    machine.reset();
    if (!isLast) this.ended++;
  }

  #endValue(): void {
    try {
      this.#machine.end();
      this.#commit();
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      this.#error = error;
    }
  }

  #commit(): void {
    if (this.#isFollower) this.followers++;
    this.#isFollower = false;
    this.#records.commit();
    this.#machine.bringKeys(1, this.#records);
  }
}

/** Longer beginnings of lines are not kept. */
const TAIL_BYTES = 1 << 17;

const NOTHING = Buffer.alloc(0);
