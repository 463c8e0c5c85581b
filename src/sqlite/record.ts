/** What SQLite stores in a field; integers beyond 2^53 are rounded. */
export type SqlValue = number | string | Uint8Array | null;

/** Which fields of records are read, and where they go. */
export interface WantedFields {
  /** By the number of a field its place in the row; -1 for one that is not wanted. None after the last wanted one. */
  readonly places: readonly number[];
  /** By place, what stands there where a record is shorter, as it is where a column was added later. */
  readonly defaults: readonly SqlValue[];
}

/** The wanted fields of these numbers, which go to a row in this order. */
export function wantFields(
  numbers: readonly number[],
  defaults: readonly SqlValue[] = numbers.map(() => null),
): WantedFields {
  const places = new Array<number>(Math.max(-1, ...numbers) + 1).fill(-1);
  for (const [place, number] of numbers.entries()) places[number] = place;
  return { places, defaults };
}

/**
 * Decodes fields of a record: a header with a type a field, then the fields.
 *
 * @param payload what holds the record
 * @param start where in it
 * @param row what the fields are put into
 * @throws RangeError where the record is damaged
 */
export function readFields(
  payload: Buffer,
  start: number,
  { places, defaults }: WantedFields,
  row: SqlValue[],
): void {
  for (let place = 0; place < defaults.length; place++) row[place] = defaults[place] ?? null;
  const [headerBytes, first] = varint(payload, start);
  const end = start + headerBytes;
  let at = first;
  let field = end;
  for (let index = 0; at < end && index < places.length; index++) {
    const [type, next] = varint(payload, at);
    at = next;
    const place = places[index] as number;
    if (place !== -1) row[place] = readField(payload, field, type);
    field += valueBytes(type);
  }
}

/** How many fields it has. */
export function fieldCount(payload: Buffer, start: number): number {
  const [headerBytes, first] = varint(payload, start);
  const end = start + headerBytes;
  let count = 0;
  for (let at = first; at < end; count++) at = varint(payload, at)[1];
  return count;
}

const pair: [number, number] = [0, 0];

/** A varint and where it ends; the array is used again by the next call. */
export function varint(bytes: Buffer, at: number): [value: number, end: number] {
  let value = 0;
  let end = at;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[end++];
    if (byte === undefined) throw new RangeError("cut off");
    if (i === 8) value = value * 256 + byte;
    else value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) break;
  }
  pair[0] = value;
  pair[1] = end;
  return pair;
}

const BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function valueBytes(type: number): number {
  return type < 12 ? (BYTES[type] ?? 0) : (type - 12) >>> 1;
}

function readField(payload: Buffer, at: number, type: number): SqlValue {
  if (type >= 12) {
    const end = at + valueBytes(type);
    if (end > payload.length) throw new RangeError("cut off");
    return type % 2 === 1 ? payload.toString("utf8", at, end) : payload.subarray(at, end);
  }
  switch (type) {
    case 0:
      return null;
    case 6:
      return payload.readInt32BE(at) * 2 ** 32 + payload.readUInt32BE(at + 4);
    case 7:
      return payload.readDoubleBE(at);
    case 8:
      return 0;
    case 9:
      return 1;
    default:
      return payload.readIntBE(at, BYTES[type] ?? 1);
  }
}
