/** What SQLite stores in a field; integers beyond 2^53 are rounded. */
export type SqlValue = number | string | Uint8Array | null;

/**
 * Decodes fields of a record: a header with a type a field, then the fields.
 *
 * @param payload what holds the record
 * @param start where in it
 * @param wanted which fields, by their numbers; they are put into `row` in this order, null where the
 *   record is shorter, as it is where a column was added later
 * @throws RangeError where the record is damaged
 */
export function readFields(
  payload: Buffer,
  start: number,
  wanted: readonly number[],
  row: SqlValue[],
): void {
  row.fill(null, 0, wanted.length);
  const [headerBytes, first] = varint(payload, start);
  const end = start + headerBytes;
  let at = first;
  let field = end;
  for (let index = 0; at < end; index++) {
    const [type, next] = varint(payload, at);
    at = next;
    const slot = wanted.indexOf(index);
    if (slot !== -1) row[slot] = readField(payload, field, type);
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
