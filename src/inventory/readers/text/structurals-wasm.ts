/** Where the module writes the positions that it finds, as 32-bit numbers; the input lies at 0. */
export const POSITIONS_AT = 1 << 16;
const PAGES = 3;

export type StructuralKind = "delimited" | "json-strings";

/**
 * A WebAssembly module that exports `memory` and
 *
 * ```
 * find(length, given): count
 *   for at = 0, 16, … below length
 *     block = 16 bytes at `at`
 *     bits = bitmask(block is one of the bytes)
 *     for each bit that is set: write at + its index to the positions
 * ```
 *
 * Of `delimited` text it finds the given byte, quote, LF, CR and 0; for `json-strings` quote,
 * backslash and all bytes below the given one.
 *
 * It is assembled here, opcode by opcode (WebAssembly Core Specification 2.0, section 5), so that
 * neither a compiler nor a binary file is needed.
 */
export function structuralsModule(kind: StructuralKind): Uint8Array<ArrayBuffer> {
  const body = [...LOCALS, ...PROLOGUE, ...LOOP_HEAD, ...MATCH[kind], ...LOOP_TAIL, END];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // "\0asm", version 1
    ...section(1, [1, 0x60, 2, I32, I32, 1, I32]), // type 0: (i32, i32) → i32
    ...section(3, [1, 0]), // function 0 has type 0
    ...section(5, [1, 0, PAGES]), // one memory
    ...section(7, [2, ...name("memory"), 2, 0, ...name("find"), 0, 0]),
    ...section(10, [1, ...sized(body)]),
  ]);
}

// Value types and instructions.
const I32 = 0x7f;
const V128 = 0x7b;
const END = 0x0b;
const EMPTY = 0x40;
const BLOCK = [0x02, EMPTY];
const LOOP = [0x03, EMPTY];
const BR = (label: number) => [0x0c, label];
const BR_IF = (label: number) => [0x0d, label];
const GET = (local: number) => [0x20, local];
const SET = (local: number) => [0x21, local];
const I32_CONST = (value: number) => [0x41, ...signed(value)];
const I32_STORE = [0x36, 2, 0];
const I32_EQZ = [0x45];
const I32_GE_U = [0x4f];
const I32_CTZ = [0x68];
const I32_ADD = [0x6a];
const I32_SUB = [0x6b];
const I32_AND = [0x71];
const I32_SHR_U = [0x76];
const V128_LOAD = [0xfd, 0, 0, 0];
const I8X16_SPLAT = [0xfd, 15];
const I8X16_EQ = [0xfd, 35];
const I8X16_LT_U = [0xfd, 38];
const V128_OR = [0xfd, 80];
const I8X16_BITMASK = [0xfd, 0x64];

// Parameters and locals: numbers, then blocks of 16 bytes.
const LENGTH = 0;
const GIVEN = 1;
const AT = 2;
const OUT = 3;
const BITS = 4;
const DATA = 5;
const GIVENS = 6;
const QUOTES = 7;
const LFS = 8;
const CRS = 9;
const ZEROS = 10;
const BACKSLASHES = 11;
const LOCALS = [2, 3, I32, 7, V128];

const PROLOGUE = [
  ...[...GET(GIVEN), ...I8X16_SPLAT, ...SET(GIVENS)],
  ...[...I32_CONST(0x22), ...I8X16_SPLAT, ...SET(QUOTES)],
  ...[...I32_CONST(0x0a), ...I8X16_SPLAT, ...SET(LFS)],
  ...[...I32_CONST(0x0d), ...I8X16_SPLAT, ...SET(CRS)],
  ...[...I32_CONST(0x5c), ...I8X16_SPLAT, ...SET(BACKSLASHES)], // ZEROS is zero from the start
  ...[...I32_CONST(POSITIONS_AT), ...SET(OUT)],
];

const LOOP_HEAD = [
  ...BLOCK,
  ...LOOP,
  ...[...GET(AT), ...GET(LENGTH), ...I32_GE_U, ...BR_IF(1)],
  ...[...GET(AT), ...V128_LOAD, ...SET(DATA)],
];

/** Each leaves a block in which the bytes that are found have their bits set. */
const MATCH: Readonly<Record<StructuralKind, readonly number[]>> = {
  delimited: [
    ...[...GET(DATA), ...GET(GIVENS), ...I8X16_EQ],
    ...[...GET(DATA), ...GET(QUOTES), ...I8X16_EQ, ...V128_OR],
    ...[...GET(DATA), ...GET(LFS), ...I8X16_EQ, ...V128_OR],
    ...[...GET(DATA), ...GET(CRS), ...I8X16_EQ, ...V128_OR],
    ...[...GET(DATA), ...GET(ZEROS), ...I8X16_EQ, ...V128_OR],
  ],
  "json-strings": [
    ...[...GET(DATA), ...GET(GIVENS), ...I8X16_LT_U],
    ...[...GET(DATA), ...GET(QUOTES), ...I8X16_EQ, ...V128_OR],
    ...[...GET(DATA), ...GET(BACKSLASHES), ...I8X16_EQ, ...V128_OR],
  ],
};

const LOOP_TAIL = [
  ...[...I8X16_BITMASK, ...SET(BITS)],
  ...BLOCK,
  ...LOOP,
  ...[...GET(BITS), ...I32_EQZ, ...BR_IF(1)],
  ...[...GET(OUT), ...GET(AT), ...GET(BITS), ...I32_CTZ, ...I32_ADD, ...I32_STORE],
  ...[...GET(OUT), ...I32_CONST(4), ...I32_ADD, ...SET(OUT)],
  // Clears the lowest bit that is set.
  ...[...GET(BITS), ...GET(BITS), ...I32_CONST(1), ...I32_SUB, ...I32_AND, ...SET(BITS)],
  ...[...BR(0), END, END],
  ...[...GET(AT), ...I32_CONST(16), ...I32_ADD, ...SET(AT)],
  ...[...BR(0), END, END],
  ...[...GET(OUT), ...I32_CONST(POSITIONS_AT), ...I32_SUB, ...I32_CONST(2), ...I32_SHR_U],
];

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return sized([...text].map((letter) => letter.charCodeAt(0)));
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >> 7)];
}

function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
