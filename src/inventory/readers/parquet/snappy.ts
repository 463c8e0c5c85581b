import { FileProblem } from "../../reader.ts";
import {
  add,
  and,
  type Code,
  constant,
  copyBytes,
  equal,
  giveBack,
  I32,
  instantiate,
  less,
  load8,
  load16,
  load32,
  load64,
  local,
  type Memory,
  more,
  or,
  repeat,
  set,
  shiftLeft,
  shiftRight,
  store8,
  store64,
  subtract,
  wasmModule,
  when,
} from "../wasm.ts";

/**
 * Unpacks a block of Snappy to exactly `size` bytes.
 *
 * Source: https://github.com/google/snappy/blob/main/format_description.txt
 *
 * @returns the bytes, in a buffer that the next call writes over
 * @throws FileProblem where the block is corrupt, or holds more or less
 */
export function unpackSnappy(packed: Uint8Array, size: number): Uint8Array {
  const { stated, from } = sizeOf(packed);
  if (stated !== size) throw corrupt(`states ${stated} bytes instead of ${size}`);
  unpacker ??= instantiate<Pick<Unpacker, "unpack">>(snappyModule());
  const { memory, unpack } = unpacker;
  // Typed arrays want their values at addresses of eight bytes.
  const outAt = Math.ceil((packed.length + MARGIN) / 8) * 8;
  const missing = outAt + size + MARGIN - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
  new Uint8Array(memory.buffer, 0, packed.length).set(packed);
  const isWhole = unpack(from, packed.length, outAt, outAt + size);
  if (!isWhole) throw corrupt("does not hold what it states");
  return new Uint8Array(memory.buffer, outAt, size);
}

/** A block begins with its unpacked size, seven bits a byte. */
function sizeOf(packed: Uint8Array): { stated: number; from: number } {
  let stated = 0;
  for (let i = 0; i < 5; i++) {
    const byte = packed[i];
    if (byte === undefined) break;
    stated += (byte & 127) * 2 ** (7 * i);
    if (byte < 128) return { stated, from: i + 1 };
  }
  throw corrupt("does not state its size");
}

function corrupt(what: string): FileProblem {
  return new FileProblem(`corrupt: a page of Snappy ${what}`);
}

interface Unpacker {
  readonly memory: Memory;
  /** Unpacks the bytes from `at` to `to`; 0 unless they fill those from `out` to `outTo`. */
  unpack(at: number, to: number, out: number, outTo: number): number;
}

const PAGE_BYTES = 65_536;
/** What may be read and written beyond an end: bytes are moved by eight and sixteen. */
const MARGIN = 32;

let unpacker: Unpacker | undefined;

// Parameters, then locals.
const AT = local(0);
const TO = local(1);
const OUT = local(2);
const OUT_TO = local(3);
const OUT_FROM = local(4);
const TAG = local(5);
const LENGTH = local(6);
const DISTANCE = local(7);
const END = local(8);

/** A block is a row of literals, which are copied from the input, and copies from the output so far. */
function snappyModule(): Uint8Array<ArrayBuffer> {
  const refuse = giveBack(constant(0));
  const advance = (variable: Code, by: Code) => set(variable, add(variable, by));
  const lengthOfTag = add(shiftRight(TAG, constant(2)), constant(1));

  const literal = [
    set(LENGTH, lengthOfTag),
    // 61 to 64 say that the length less one is in the next one to four bytes.
    when(more(LENGTH, constant(60)), [
      ...set(TAG, subtract(LENGTH, constant(60))),
      ...set(LENGTH, subtract(constant(32), shiftLeft(TAG, constant(3)))),
      ...set(LENGTH, shiftRight(constant(-1), LENGTH)),
      ...set(LENGTH, add(and(load32(AT), LENGTH), constant(1))),
      ...advance(AT, TAG),
    ]),
    when(more(LENGTH, subtract(TO, AT)), refuse),
    when(more(LENGTH, subtract(OUT_TO, OUT)), refuse),
    when(more(LENGTH, constant(16)), copyBytes(OUT, AT, LENGTH), [
      ...store64(OUT, load64(AT)),
      ...store64(add(OUT, constant(8)), load64(add(AT, constant(8)))),
    ]),
    advance(OUT, LENGTH),
    advance(AT, LENGTH),
  ].flat();

  const readCopy = when(
    equal(and(TAG, constant(3)), constant(1)),
    [
      set(LENGTH, add(and(shiftRight(TAG, constant(2)), constant(7)), constant(4))),
      set(DISTANCE, or(shiftLeft(shiftRight(TAG, constant(5)), constant(8)), load8(AT))),
      advance(AT, constant(1)),
    ].flat(),
    [
      set(LENGTH, lengthOfTag),
      when(
        equal(and(TAG, constant(3)), constant(2)),
        [...set(DISTANCE, load16(AT)), ...advance(AT, constant(2))],
        [...set(DISTANCE, load32(AT)), ...advance(AT, constant(4))],
      ),
    ].flat(),
  );
  const copy = [
    readCopy,
    when(equal(DISTANCE, constant(0)), refuse),
    when(less(subtract(OUT, OUT_FROM), DISTANCE), refuse),
    when(more(LENGTH, subtract(OUT_TO, OUT)), refuse),
    set(END, add(OUT, LENGTH)),
    // What lies nearer than eight bytes repeats within them.
    when(
      less(DISTANCE, constant(8)),
      repeat(less(OUT, END), [
        ...store8(OUT, load8(subtract(OUT, DISTANCE))),
        ...advance(OUT, constant(1)),
      ]),
      repeat(less(OUT, END), [
        ...store64(OUT, load64(subtract(OUT, DISTANCE))),
        ...advance(OUT, constant(8)),
      ]),
    ),
    set(OUT, END),
  ].flat();

  const body = [
    set(OUT_FROM, OUT),
    repeat(less(AT, TO), [
      ...set(TAG, load8(AT)),
      ...advance(AT, constant(1)),
      ...when(and(TAG, constant(3)), copy, literal),
    ]),
    and(equal(AT, TO), equal(OUT, OUT_TO)),
  ].flat();
  return wasmModule(1, [
    { name: "unpack", parameters: 4, returnsNumber: true, locals: [[5, I32]], body },
  ]);
}
