import { type Column, FileProblem } from "../../reader.ts";

/** The header of an array. */
export interface NpyHeader {
  /** Its dimensions; none of a single value. */
  readonly shape: readonly number[];
  /** Bytes that the values take; null of Python's objects, which take as many as they do. */
  readonly dataBytes: number | null;
  /** Where the values begin. */
  readonly start: number;
  /** Of an array of records; else null. */
  readonly columns: readonly Column[] | null;
}

/** A header is mostly 128 bytes long; that of a thousand fields has some kilobytes. */
export const START_BYTES: number = 1 << 16;

/**
 * Reads the header of a `.npy` file, after numpy.lib.format.
 *
 * @param start its first {@link START_BYTES}
 * @throws FileProblem where it is not one
 */
export function parseNpyHeader(start: Uint8Array): NpyHeader {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.byteLength);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 6) !== "\x93NUMPY") {
    throw new FileProblem("not an array of NumPy");
  }
  const major = bytes.readUInt8(6);
  if (major < 1 || major > 3)
    throw new FileProblem(`an array of NumPy's format ${major}, not 1 to 3`);
  const at = major === 1 ? 10 : 12;
  const end = at + (major === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (end > bytes.length) throw new FileProblem("truncated: its header breaks off");
  const text = bytes.toString("utf8", at, end);
  const shape = parseShape(text);
  const itemBytes = readItemBytes(text);
  const items = shape.reduce((product, length) => product * length, 1);
  return {
    shape,
    dataBytes: itemBytes === null ? null : items * itemBytes,
    start: end,
    columns: readFields(text),
  };
}

function parseShape(header: string): number[] {
  const inner = /'shape': ?\(([\d, L]{0,400})\)/.exec(header)?.[1];
  if (inner === undefined) throw new FileProblem("corrupt: its header states no shape");
  const lengths = inner.split(",").filter((part) => part.trim() !== "");
  const shape = lengths.map((part) => Number(part.trim().replace(/L$/, "")));
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new FileProblem(`corrupt: a shape of (${inner})`);
  }
  return shape;
}

/** Bytes of one value: `<f8` has 8, `<U5` five characters of 4; null of objects and where it cannot be told. */
function readItemBytes(header: string): number | null {
  const simple = /'descr': ?'([^']{1,40})'/.exec(header)?.[1];
  if (simple !== undefined) return typeBytes(simple);
  const types = [...header.matchAll(/\('[^']{0,200}', ?'([^']{1,40})'\)/g)].map(
    ([, type = ""]) => type,
  );
  const records = /'descr': ?\[/.test(header);
  if (!records || types.length === 0 || header.split("('").length - 1 !== types.length) return null;
  const sizes = types.map(typeBytes);
  return sizes.every((size) => size !== null) ? sizes.reduce((sum, size) => sum + size, 0) : null;
}

function typeBytes(type: string): number | null {
  const [, kind, size = ""] = /^[<>|=]?([a-zA-Z?])(\d{0,9})(?:\[[^\]]{1,20}\])?$/.exec(type) ?? [];
  if (kind === undefined || kind === "O") return null;
  if (size === "") return kind === "?" ? 1 : null;
  return kind === "U" ? 4 * Number(size) : Number(size);
}

function readFields(header: string): Column[] | null {
  if (!/'descr': ?\[/.test(header)) return null;
  const fields = [...header.matchAll(/\('([^']{0,200})', ?'([^']{1,40})'/g)];
  return fields.length === 0 ? null : fields.map(([, name = "", type = ""]) => ({ name, type }));
}
