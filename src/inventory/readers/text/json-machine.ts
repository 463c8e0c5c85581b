import {
  BRACE,
  BRACE_CLOSE,
  BRACKET_CLOSE,
  COLON as COLON_BYTE,
  COMMA,
  CR,
  LF,
  NINE,
  QUOTE,
  SPACE,
  TAB,
} from "../../../text/ascii.ts";
import { JsonError, type JsonListener } from "./json-listener.ts";
import { numberEnd } from "./json-quick.ts";
import {
  AFTER,
  BEGINS,
  COLON,
  DONE,
  KEY,
  KEY_OR_END,
  TOKEN,
  TOO_DEEP,
  VALUE,
  VALUE_OR_END,
  WHERE,
} from "./json-state.ts";
import { JsonToken } from "./json-token.ts";
import { printedByte } from "./printed-byte.ts";
import { Span } from "./span.ts";
import { StringEnds } from "./string-ends.ts";
import { TextPlace } from "./text-place.ts";

/**
 * Checks JSON against RFC 8259 as it passes, in chunks of any size, without building values and
 * without recursion. Bare NaN, Infinity and -Infinity, which Python writes, are let through and
 * counted. Bytes that are not UTF-8 pass inside strings.
 */
export class JsonMachine {
  listener: JsonListener;
  /** `listener.value` and `close` are called inside at most so many containers. */
  valueDepth = 0;
  /** `listener.key` is called for the keys of at most so deep a container … */
  keyDepth = 0;
  /** … and on that depth itself only for this one, with its quotes; for all where null. */
  wantedKey: Uint8Array | null = null;
  /**
   * Whether a further value may begin after a complete one, instead of being an error: on a new line, or on
   * the line of an object.
   */
  mayFollow: (firstByte: number) => boolean = () => false;

  readonly #span = new Span(4096);
  readonly #strings = new StringEnds();
  readonly #token = new JsonToken();
  readonly #place = new TextPlace();
  #state: number = VALUE;
  #depth = 0;
  // Whether the container on each level is an object; grown as needed.
  #objects = new Uint8Array(64);
  #inObject = false;
  // Whether the value to come, or the token at hand, goes to `listener.scalar`.
  #captures = false;
  // Whether the token at hand is a key.
  #isKey = false;
  #newlineSinceDone = false;
  // Whether the value that is complete is an object.
  #wasObject = false;

  constructor(listener: JsonListener) {
    this.listener = listener;
  }

  /** Bare NaN, Infinity and -Infinity so far. */
  get nonFinite(): number {
    return this.#token.nonFinite;
  }

  /** Whether nothing but white space has come since the last value. */
  get isEmpty(): boolean {
    return this.#state === VALUE && this.#depth === 0;
  }

  /** Has keys of records brought that are objects on this depth, as far as they want them. */
  bringKeys(depth: number, { wantedKey, levels }: WantedKeys): void {
    this.keyDepth = depth + levels;
    this.wantedKey = wantedKey;
  }

  /** Forgets the value at hand: the next byte begins another. */
  reset(): void {
    this.#state = VALUE;
    this.#depth = 0;
    this.#inObject = false;
    this.#captures = false;
    this.#isKey = false;
    this.#span.drop();
    this.#newlineSinceDone = false;
    this.#wasObject = false;
  }

  /** A new chunk comes, of which the parts are then pushed one by one. */
  begin(): void {
    this.#strings.begin();
  }

  /**
   * Checks the bytes `from` (included) to `to` (excluded). One loop, in spite of its length: it runs for
   * every byte that is not inside a string or a number.
   *
   * @throws JsonError where they are not JSON
   */
  push(chunk: Buffer, from: number, to: number): void {
    this.#span.begin(chunk, from);
    this.#place.begin(from);
    let state = this.#state;
    let at = from;
    while (at < to) {
      const byte = chunk[at] as number;
      if (byte <= SPACE && state !== TOKEN) {
        if (byte === LF) {
          this.#place.endLine(at);
          if (state === DONE) this.#newlineSinceDone = true;
        } else if (byte !== SPACE && byte !== CR && byte !== TAB) this.#refuse(chunk, at, state);
        at++;
        continue;
      }
      switch (state) {
        case AFTER:
          if (byte === COMMA) {
            state = this.#inObject ? KEY : VALUE;
            at++;
          } else {
            state = this.#close(chunk, at++);
          }
          break;
        case KEY_OR_END:
        case KEY: {
          if (byte !== QUOTE) {
            if (state === KEY || byte !== BRACE_CLOSE) this.#refuse(chunk, at, state);
            state = this.#close(chunk, at++);
            break;
          }
          const end = this.#strings.findEnd(chunk, at, to);
          if (end < 0) {
            state = this.#beginToken(at, byte, true);
          } else {
            if (this.#depth <= this.keyDepth) this.#takeKey(chunk, at, end);
            at = end;
            state = COLON;
            // The usual next bytes, without another turn.
            if (at < to && chunk[at] === COLON_BYTE) {
              state = VALUE;
              if (++at < to && chunk[at] === SPACE) at++;
            }
          }
          break;
        }
        case COLON:
          if (byte !== COLON_BYTE) this.#refuse(chunk, at, state);
          state = VALUE;
          at++;
          break;
        case VALUE_OR_END:
        case VALUE: {
          if (state === VALUE_OR_END && byte === BRACKET_CLOSE) {
            state = this.#close(chunk, at++);
            break;
          }
          if (this.#depth <= this.valueDepth && BEGINS[byte] !== 0) {
            if (this.listener.value(this.#depth, byte)) this.#captures = true;
          }
          const end =
            byte === QUOTE
              ? this.#strings.findEnd(chunk, at, to)
              : byte <= NINE
                ? numberEnd(chunk, at, to)
                : -1;
          if (end < 0) {
            state = this.#beginValue(chunk, at, byte);
            if (state !== TOKEN) at++;
          } else {
            if (this.#captures) this.#takeScalar(chunk, at, end);
            at = end;
            state = this.#depth === 0 ? DONE : AFTER;
            if (state === AFTER && at < to && chunk[at] === COMMA) {
              state = this.#inObject ? KEY : VALUE;
              if (++at < to && chunk[at] === SPACE) at++;
            }
          }
          break;
        }
        case DONE:
          if (!this.#follows(byte)) this.#refuse(chunk, at, state);
          this.reset();
          state = VALUE;
          break;
        default:
          at = this.#token.push(chunk, at, to);
          if (this.#token.isRefused) this.#refuse(chunk, at, TOKEN);
          if (this.#token.isComplete) state = this.#endToken(at);
      }
    }
    this.#span.keep(to);
    this.#state = state;
    this.#place.end(to);
  }

  /**
   * The text ends here.
   *
   * @throws JsonError where a value is not complete
   */
  end(): void {
    if (this.#state === TOKEN && this.#token.mayEnd()) this.#state = this.#endToken(0);
    if (this.#state === DONE || this.isEmpty) return;
    const what = `the text ends ${this.#where(this.#state)}`;
    throw new JsonError(this.#place.line, this.#place.column, what, true);
  }

  /** Whether a value that begins after another may: objects follow each other on a line, too. */
  #follows(firstByte: number): boolean {
    const isOfPair = this.#wasObject && firstByte === BRACE;
    return (this.#newlineSinceDone || isOfPair) && this.mayFollow(firstByte);
  }

  #beginValue(chunk: Buffer, at: number, byte: number): number {
    const state = BEGINS[byte] as number;
    if (state === 0) this.#refuse(chunk, at, VALUE);
    if (state === KEY_OR_END || state === VALUE_OR_END) {
      this.#captures = false;
      this.#open(chunk, at, state === KEY_OR_END);
      return state;
    }
    return this.#beginToken(at, byte, false);
  }

  /** A token begins that is not looked at as a whole, since it is not a simple one inside the chunk. */
  #beginToken(at: number, byte: number, isKey: boolean): number {
    this.#isKey = isKey;
    this.#token.begin(byte);
    if (isKey ? this.#depth <= this.keyDepth : this.#captures) this.#span.open(at);
    return TOKEN;
  }

  #open(chunk: Buffer, at: number, isObject: boolean): void {
    if (this.#depth === this.#objects.length) {
      if (this.#depth >= DEPTH_LIMIT) this.#refuse(chunk, at, TOO_DEEP);
      const objects = new Uint8Array(this.#objects.length * 2);
      objects.set(this.#objects);
      this.#objects = objects;
    }
    this.#objects[this.#depth++] = isObject ? 1 : 0;
    this.#inObject = isObject;
  }

  #close(chunk: Buffer, at: number): number {
    if (chunk[at] !== (this.#inObject ? BRACE_CLOSE : BRACKET_CLOSE))
      this.#refuse(chunk, at, AFTER);
    const depth = --this.#depth;
    this.#wasObject = this.#inObject;
    this.#inObject = depth > 0 && this.#objects[depth - 1] === 1;
    if (depth <= this.valueDepth) this.listener.close(depth);
    return depth === 0 ? DONE : AFTER;
  }

  #takeKey(bytes: Uint8Array, from: number, to: number): void {
    const wanted = this.#depth < this.keyDepth ? null : this.wantedKey;
    this.#captures =
      (wanted === null || isEqual(bytes, from, to, wanted)) &&
      this.listener.key(this.#depth, bytes, from, to);
  }

  #takeScalar(bytes: Uint8Array, from: number, to: number): void {
    this.#captures = false;
    this.listener.scalar(bytes, from, to);
  }

  /** The token that `#beginToken` began ends before the byte `at`. */
  #endToken(at: number): number {
    const span = this.#span;
    if (this.#isKey) {
      this.#isKey = false;
      if (this.#depth <= this.keyDepth) {
        span.close(at);
        this.#takeKey(span.bytes, span.from, span.to);
      }
      return COLON;
    }
    if (this.#captures) {
      span.close(at);
      this.#takeScalar(span.bytes, span.from, span.to);
    }
    return this.#depth === 0 ? DONE : AFTER;
  }

  #refuse(chunk: Buffer, at: number, state: number): never {
    const what = `${printedByte(chunk[at] as number)} ${this.#where(state)}`;
    throw new JsonError(this.#place.line, this.#place.columnNumber(at), what, false);
  }

  #where(state: number): string {
    if (state === TOKEN) return this.#token.where;
    if (state === AFTER) return `${WHERE[AFTER]} of the ${this.#inObject ? "object" : "array"}`;
    return WHERE[state] as string;
  }
}

/** Which keys of records are wanted. */
export interface WantedKeys {
  /** The one on the deepest of the levels, with its quotes; null where all are. */
  readonly wantedKey: Uint8Array | null;
  /** How many levels of objects within a record are looked into. */
  readonly levels: number;
}

/** More levels are taken for an attack: each costs memory. */
const DEPTH_LIMIT = 1 << 20;

function isEqual(bytes: Uint8Array, from: number, to: number, other: Uint8Array): boolean {
  if (to - from !== other.length) return false;
  for (let index = 0; index < other.length; index++) {
    if (bytes[from + index] !== other[index]) return false;
  }
  return true;
}
