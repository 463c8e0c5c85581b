import { BACKSLASH, LETTER_I, LETTER_U, QUOTE } from "../../../text/ascii.ts";
import {
  isWholeNumber,
  NUMBER_END,
  NUMBER_MINUS,
  NUMBER_NEXT,
  NUMBER_START,
} from "./json-number.ts";
import { ESCAPED, isHex, PLAIN } from "./json-quick.ts";

/** Checks one string, number or literal byte by byte, across chunks. */
export class JsonToken {
  /** Bare NaN, Infinity and -Infinity so far. */
  nonFinite = 0;
  isComplete = false;
  /** Whether the byte at which `push` stopped cannot stand there. */
  isRefused = false;

  #state: number = STRING;
  #number: number = NUMBER_START;
  #hexDigits = 0;
  #literal = "";
  #literalAt = 0;

  /** Where in a token the text stands: `inside a string`. */
  get where(): string {
    return WHERE[this.#state] as string;
  }

  /** A token begins with a byte, which is then pushed. */
  begin(firstByte: number): void {
    this.isComplete = false;
    this.isRefused = false;
    this.#number = NUMBER_START;
    this.#beginLiteral(LITERALS[firstByte] ?? "");
    if (firstByte === QUOTE) this.#state = OPENING;
    else if (this.#literal === "") this.#state = NUMBER;
  }

  /** Goes on at `from`; returns where it stops: at `to`, behind the token, or at a wrong byte. */
  push(chunk: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && !this.isComplete && !this.isRefused) {
      if (this.#state === NUMBER) at = this.#inNumber(chunk, at, to);
      else if (this.#state === STRING) at = this.#inString(chunk, at, to);
      else if (this.#accepts(chunk[at] as number)) at++;
      else this.isRefused = true;
    }
    return at;
  }

  /** Whether the text may end here. */
  mayEnd(): boolean {
    return this.#state === NUMBER && isWholeNumber(this.#number);
  }

  #inNumber(chunk: Buffer, from: number, to: number): number {
    let at = from;
    for (; at < to; at++) {
      const next = NUMBER_NEXT[(this.#number << 8) | (chunk[at] as number)] as number;
      if (next === NUMBER_END) break;
      this.#number = next;
    }
    if (at === to) return at;
    if (isWholeNumber(this.#number)) this.isComplete = true;
    else if (this.#number === NUMBER_MINUS && chunk[at] === LETTER_I)
      this.#beginLiteral("Infinity");
    else this.isRefused = true;
    return at;
  }

  #inString(chunk: Buffer, from: number, to: number): number {
    let at = from;
    while (at < to && PLAIN[chunk[at] as number] === 1) at++;
    if (at === to) return at;
    if (chunk[at] === QUOTE) this.isComplete = true;
    else if (chunk[at] === BACKSLASH) this.#state = ESCAPE;
    else this.isRefused = true;
    return this.isRefused ? at : at + 1;
  }

  /** Takes a byte of an escape sequence or a literal, or an opening quote. */
  #accepts(byte: number): boolean {
    switch (this.#state) {
      case OPENING:
        this.#state = STRING;
        return true;
      case ESCAPE:
        this.#hexDigits = 0;
        if (byte !== LETTER_U && ESCAPED[byte] !== 1) return false;
        this.#state = byte === LETTER_U ? HEX : STRING;
        return true;
      case HEX:
        if (!isHex(byte)) return false;
        if (++this.#hexDigits === 4) this.#state = STRING;
        return true;
      default:
        if (byte !== this.#literal.charCodeAt(this.#literalAt)) return false;
        if (++this.#literalAt === this.#literal.length) this.#endLiteral();
        return true;
    }
  }

  #beginLiteral(literal: string): void {
    this.#state = LITERAL;
    this.#literal = literal;
    this.#literalAt = 0;
  }

  #endLiteral(): void {
    this.isComplete = true;
    if (this.#literal === "NaN" || this.#literal === "Infinity") this.nonFinite++;
  }
}

const OPENING = 0;
const STRING = 1;
const ESCAPE = 2;
const HEX = 3;
const NUMBER = 4;
const LITERAL = 5;

const WHERE = [
  "inside a string",
  "inside a string",
  "in an escape sequence",
  "in an escape sequence",
  "inside a number",
  "in a literal: true, false or null is expected",
];

const LITERALS: Readonly<Record<number, string>> = {
  116: "true",
  102: "false",
  110: "null",
  78: "NaN",
  73: "Infinity",
};
