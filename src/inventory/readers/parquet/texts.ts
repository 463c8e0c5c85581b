import { tooShort } from "./bits.ts";
import { unpackDeltas } from "./deltas.ts";
import { DELTA_BYTE_ARRAY, DELTA_LENGTH_BYTE_ARRAY, notSupported, PLAIN } from "./encodings.ts";

/** Told of a text: the bytes `from` (included) to `to` (excluded), which are good until the next. */
export type TextVisitor = (bytes: Uint8Array, from: number, to: number) => void;

/**
 * Visits `count` values of variable length.
 *
 * @throws FileProblem if they do not fit, or texts do not have this encoding
 */
export function readTexts(
  encoding: number,
  bytes: Uint8Array,
  count: number,
  visit: TextVisitor,
): void {
  if (encoding === PLAIN) readPlain(bytes, count, visit);
  else if (encoding === DELTA_LENGTH_BYTE_ARRAY) readDeltaLengths(bytes, count, visit);
  else if (encoding === DELTA_BYTE_ARRAY) readDeltaTexts(bytes, count, visit);
  else throw notSupported("BYTE_ARRAY", encoding);
}

/** Each after its length. */
function readPlain(bytes: Uint8Array, count: number, visit: TextVisitor): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > bytes.length) throw tooShort();
    const start = at + 4;
    at = start + view.getUint32(at, true);
    if (at > bytes.length) throw tooShort();
    visit(bytes, start, at);
  }
}

/** All lengths, then all texts. */
function readDeltaLengths(bytes: Uint8Array, count: number, visit: TextVisitor): void {
  const { words, end } = unpackDeltas(bytes, 0, count);
  let at = end;
  for (let i = 0; i < count; i++) {
    const start = at;
    at += (words[i * 2] as number) >>> 0;
    if (at > bytes.length) throw tooShort();
    visit(bytes, start, at);
  }
}

/** Each text shares a prefix with the one before: none is longer than all that is not shared. */
function readDeltaTexts(bytes: Uint8Array, count: number, visit: TextVisitor): void {
  const prefixes = unpackDeltas(bytes, 0, count);
  const suffixes = unpackDeltas(bytes, prefixes.end, count);
  let at = suffixes.end;
  const text = new Uint8Array(Math.max(0, bytes.length - at));
  let length = 0;
  for (let i = 0; i < count; i++) {
    const prefix = (prefixes.words[i * 2] as number) >>> 0;
    const suffix = (suffixes.words[i * 2] as number) >>> 0;
    if (prefix > length || at + suffix > bytes.length) throw tooShort();
    text.set(bytes.subarray(at, at + suffix), prefix);
    at += suffix;
    length = prefix + suffix;
    visit(text, 0, length);
  }
}
