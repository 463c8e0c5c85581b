import { FileProblem } from "../../reader.ts";

/** Types of Thrift's compact protocol. */
export const STOP = 0;
export const TRUE = 1;
export const FALSE = 2;
const BYTE = 3;
const I16 = 4;
export const I32 = 5;
export const I64 = 6;
const DOUBLE = 7;
export const BINARY = 8;
export const LIST = 9;
const SET = 10;
const MAP = 11;
export const STRUCT = 12;

/** Deeper nesting than this is no Parquet. */
const MAX_DEPTH = 32;

/**
 * Reads Thrift's compact protocol, in which Parquet writes its footer and page headers. A reader
 * asks for the fields that it needs; `skip` passes over all else without making a value of it.
 *
 * Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
 */
export class Thrift {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Reads a struct: `visit` is called with each field, and must read or skip its value. */
  struct(visit: (field: number, type: number) => void): void {
    let field = 0;
    for (;;) {
      const head = this.byte();
      if (head === STOP) return;
      const delta = head >> 4;
      field = delta === 0 ? this.integer() : field + delta;
      visit(field, head & 15);
    }
  }

  /** Reads a list: `visit` is called for each of its `size` elements, and must read or skip one. */
  list(fieldType: number, visit: (index: number, type: number, size: number) => void): void {
    this.expect(fieldType, LIST);
    const head = this.byte();
    const size = this.#listSize(head);
    for (let i = 0; i < size; i++) visit(i, head & 15, size);
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw endsWithin();
    return byte;
  }

  /** An i16, i32 or i64: exact up to 2^53, near enough to be refused beyond. */
  integer(): number {
    const raw = this.varint();
    // Zigzag: 0, -1, 1, -2, …
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  /** A field that should be an i32: NaN where it is of another type, which Thrift's own libraries pass over. */
  i32(type: number): number {
    return this.#readInteger(type, I32);
  }

  i64(type: number): number {
    return this.#readInteger(type, I64);
  }

  #readInteger(type: number, wanted: number): number {
    if (type === wanted) return this.integer();
    this.skip(type);
    return Number.NaN;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 63; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new FileProblem("corrupt: a number of its metadata has more than ten bytes");
  }

  binary(): Uint8Array {
    const length = this.varint();
    const start = this.at;
    this.at += length;
    if (this.at > this.bytes.length) {
      throw new FileProblem(`corrupt: its metadata states a text of ${length} bytes`);
    }
    return this.bytes.subarray(start, this.at);
  }

  text(): string {
    return Buffer.from(this.binary()).toString("utf8");
  }

  /** Guards a nested value against metadata of another shape. */
  expect(type: number, wanted: number): void {
    if (type !== wanted)
      throw new FileProblem("corrupt: its metadata is not laid out as Parquet's");
  }

  expectStruct(type: number): void {
    this.expect(type, STRUCT);
  }

  /** Passes over a value. */
  skip(type: number): void {
    if (type === TRUE || type === FALSE) return;
    this.at = skipValue(this.bytes, this.at, type, 0);
    if (this.at > this.bytes.length) throw endsWithin();
  }

  #listSize(head: number): number {
    const short = head >> 4;
    const size = short === 15 ? this.varint() : short;
    checkSize(size, this.bytes.length - this.at);
    return size;
  }
}

// Functions on numbers instead of methods: in wide files most of the time is spent here, on skipping
// the column chunks of columns that were not requested. Reading beyond the end gives undefined,
// which ends every loop; the caller then sees it by the position.

/** Returns where the value at `at` ends: beyond the bytes where they end within it. */
export function skipValue(bytes: Uint8Array, at: number, type: number, depth: number): number {
  switch (type) {
    case TRUE:
    case FALSE:
    case BYTE:
      return at + 1;
    case I16:
    case I32:
    case I64:
      return skipVarint(bytes, at);
    case DOUBLE:
      return at + 8;
    case BINARY:
      return skipBinary(bytes, at);
    case LIST:
    case SET:
      return skipList(bytes, at, depth);
    case MAP:
      return skipMap(bytes, at, depth);
    case STRUCT:
      return skipStruct(bytes, at, depth + 1);
    default:
      throw new FileProblem(`corrupt: its metadata has a value of unknown type ${type}`);
  }
}

function skipVarint(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at++] as number) >= 128);
  return at;
}

function skipBinary(bytes: Uint8Array, at: number): number {
  const length = bytes[at] as number;
  return length < 128 ? at + 1 + length : skipLongBinary(bytes, at);
}

function skipLongBinary(bytes: Uint8Array, at: number): number {
  const thrift = new Thrift(bytes, at);
  thrift.binary();
  return thrift.at;
}

function skipStruct(bytes: Uint8Array, start: number, outerDepth: number): number {
  let at = start;
  let depth = outerDepth;
  for (;;) {
    const head = bytes[at++];
    if (head === undefined) throw endsWithin();
    if (head === STOP) {
      // Structs within structs need no stack: one ends like the other.
      if (depth-- === outerDepth) return at;
      continue;
    }
    if (head < 16) at = skipVarint(bytes, at);
    const type = head & 15;
    if (type === I64 || type === I32) {
      while ((bytes[at++] as number) >= 128);
    } else if (type === BINARY) at = skipBinary(bytes, at);
    else if (type === STRUCT) {
      checkDepth(++depth);
    } else if (type === LIST) at = skipList(bytes, at, depth);
    else if (type > FALSE) at = skipValue(bytes, at, type, depth);
  }
}

function skipList(bytes: Uint8Array, start: number, depth: number): number {
  const head = bytes[start];
  if (head === undefined) throw endsWithin();
  checkDepth(depth);
  let at = start + 1;
  let size = head >> 4;
  if (size === 15) {
    const thrift = new Thrift(bytes, at);
    size = thrift.varint();
    at = thrift.at;
    checkSize(size, bytes.length - at);
  }
  const type = head & 15;
  if (type === I32 || type === I64) {
    for (let i = 0; i < size; i++) while ((bytes[at++] as number) >= 128);
  } else if (type === BINARY) {
    for (let i = 0; i < size; i++) at = skipBinary(bytes, at);
  } else if (type === STRUCT) {
    for (let i = 0; i < size; i++) at = skipStruct(bytes, at, depth + 1);
  } else {
    for (let i = 0; i < size; i++) at = skipValue(bytes, at, type, depth + 1);
  }
  return at;
}

function skipMap(bytes: Uint8Array, start: number, depth: number): number {
  const thrift = new Thrift(bytes, start);
  const size = thrift.varint();
  if (size === 0) return thrift.at;
  checkSize(size, bytes.length - thrift.at);
  checkDepth(depth);
  const types = thrift.byte();
  let at = thrift.at;
  for (let i = 0; i < size; i++) {
    at = skipValue(bytes, at, types >> 4, depth + 1);
    at = skipValue(bytes, at, types & 15, depth + 1);
  }
  return at;
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new FileProblem("corrupt: its metadata nests too deeply");
}

/** An element takes a byte at least: what states more is corrupt, and would keep us for hours. */
function checkSize(size: number, bytesLeft: number): void {
  if (size > bytesLeft) {
    throw new FileProblem(`corrupt: its metadata states a list of ${size} elements`);
  }
}

export function endsWithin(): FileProblem {
  return new FileProblem("corrupt: its metadata ends within a value");
}
