import {
  add,
  choose,
  constant,
  I64,
  instantiate,
  less,
  less64,
  load64,
  local,
  repeat,
  set,
  store64,
  wasmModule,
} from "../wasm.ts";

/** A 64-bit integer as two words; the sign is the high one's. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
}

/** How many integers {@link rangeOf} takes at once. */
export const MOST_INTEGERS = 4096;

/**
 * The least and the greatest of some 64-bit integers, given as pairs of words, the low one first.
 * JavaScript, whose numbers they do not fit, takes three times as long.
 *
 * @param words those of one to {@link MOST_INTEGERS} integers
 */
export function rangeOf(words: Int32Array): { min: Int64; max: Int64 } {
  finder ??= load();
  const { memory, find } = finder;
  memory.set(words, VALUES_AT / 4);
  find(VALUES_AT, VALUES_AT + words.length * 4);
  return {
    min: { low: memory[0] as number, high: memory[1] as number },
    max: { low: memory[2] as number, high: memory[3] as number },
  };
}

interface Finder {
  readonly memory: Int32Array;
  /** Leaves the least and, behind it, the greatest of those from `at` to `to` at the beginning. */
  find(at: number, to: number): void;
}

const VALUES_AT = 64;

let finder: Finder | undefined;

function load(): Finder {
  const { memory, find } = instantiate<Pick<Finder, "find">>(rangeModule());
  return { memory: new Int32Array(memory.buffer), find };
}

function rangeModule(): Uint8Array<ArrayBuffer> {
  // Parameters, then locals.
  const AT = local(0);
  const TO = local(1);
  const MIN = local(2);
  const MAX = local(3);
  const VALUE = local(4);
  const body = [
    set(MIN, load64(AT)),
    set(MAX, MIN),
    repeat(less(AT, TO), [
      ...set(VALUE, load64(AT)),
      ...set(MIN, choose(VALUE, MIN, less64(VALUE, MIN))),
      ...set(MAX, choose(VALUE, MAX, less64(MAX, VALUE))),
      ...set(AT, add(AT, constant(8))),
    ]),
    store64(constant(0), MIN),
    store64(constant(8), MAX),
  ].flat();
  return wasmModule(1, [
    { name: "find", parameters: 2, returnsNumber: false, locals: [[3, I64]], body },
  ]);
}
