import { KINDS, NO_KIND } from "./json-kinds.ts";
import { decodeText } from "./json-text.ts";
import { RecordTally, type RecordTallyOptions } from "./record-tally.ts";

/**
 * An object whose members are records, `{"u1": {"ts": …, "x": …}, "u2": {"ts": …, "x": …}}`: all are
 * objects, and have the same keys, in whatever order.
 */
export class JsonMembers {
  readonly records: RecordTally;
  /** Members that are objects. */
  count = 0;

  // The keys of the first member: as written, and by what they mean.
  readonly #keys: Uint8Array[] = [];
  readonly #places = new Map<string, number>();
  // By key, the last member that had it, and the kind of its values.
  readonly #lastSeen: number[] = [];
  readonly #kinds: number[] = [];
  #haveSameKeys = true;
  #haveKindsByKey = true;
  #haveKindsByMember = true;
  #place = 0;
  #distinct = 0;
  #memberKind = NO_KIND;

  constructor(options: RecordTallyOptions) {
    this.records = new RecordTally(options);
  }

  /** A member begins. */
  begin(isObject: boolean): void {
    if (!isObject) this.#haveSameKeys = false;
    this.count++;
    this.#place = -1;
    this.#distinct = 0;
    this.#memberKind = NO_KIND;
  }

  /** As JsonListener.key. */
  key(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.#haveSameKeys) return false;
    const place = this.#findName(bytes, from, to);
    if (place < 0) {
      this.#haveSameKeys = false;
      return false;
    }
    this.#place = place;
    if (this.#lastSeen[place] !== this.count) this.#distinct++;
    this.#lastSeen[place] = this.count;
    const { wantedKey } = this.records;
    if (wantedKey !== null && !isSame(wantedKey, bytes, from, to)) return false;
    return this.records.key(0, bytes, from, to);
  }

  /** As RecordTally.key, of a key within the value of the last. */
  keyWithin(level: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.#haveSameKeys && this.records.key(level, bytes, from, to);
  }

  /** The value of the last key begins. */
  value(firstByte: number): void {
    const place = this.#place;
    if (!this.#haveSameKeys || place < 0) return;
    const kind = KINDS[firstByte] as number;
    if (kind === NO_KIND) return;
    const ofKey = this.#kinds[place] as number;
    if (ofKey === NO_KIND) this.#kinds[place] = kind;
    else if (ofKey !== kind) this.#haveKindsByKey = false;
    if (this.#memberKind === NO_KIND) this.#memberKind = kind;
    else if (this.#memberKind !== kind) this.#haveKindsByMember = false;
  }

  /** A member ends. */
  end(): void {
    if (!this.#haveSameKeys) return;
    if (this.#distinct !== this.#keys.length) this.#haveSameKeys = false;
    else this.records.commit();
  }

  /** Whether the members have proved to be records, or columns whose rows have names. */
  get areAlike(): boolean {
    return this.#haveSameKeys && this.#keys.length > 0;
  }

  /** Whether values are of one kind (all numbers …) within each member, but not under each key. */
  get areRatherColumns(): boolean {
    return this.#keys.length > 1 && this.#haveKindsByMember && !this.#haveKindsByKey;
  }

  /** Which of the first member's keys this is; -1 where none. */
  #findName(bytes: Uint8Array, from: number, to: number): number {
    // Mostly the members have their keys in one order.
    const next = this.#place + 1;
    const expected = this.#keys[next];
    if (expected !== undefined && isSame(expected, bytes, from, to)) return next;
    const name = decodeText(bytes, from, to);
    const place = this.#places.get(name);
    if (place !== undefined) return place;
    if (this.count > 1 || this.#keys.length === KEYS_LIMIT) return -1;
    this.#places.set(name, this.#keys.length);
    this.#kinds.push(NO_KIND);
    // Copied: the buffer that these bytes are in is used again.
    return this.#keys.push(Uint8Array.from(bytes.subarray(from, to))) - 1;
  }
}

const KEYS_LIMIT = 10_000;

function isSame(expected: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (expected.length !== to - from) return false;
  // A loop: a call of Buffer.compare costs more than so few bytes.
  for (let i = 0; i < expected.length; i++) if (expected[i] !== bytes[from + i]) return false;
  return true;
}
