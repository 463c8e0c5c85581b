import { BACKSLASH, QUOTE } from "../../../ascii.ts";
import type { Zone } from "../../../instant.ts";
import type { Column, EventTime, FileCount } from "../../reader.ts";
import {
  chooseTime,
  lookOfTexts,
  noColumn,
  TimeParser,
  timeColumnsOf,
  unclearNote,
  wantedColumnOf,
} from "../../time-column.ts";
import { textOf } from "./json-text.ts";
import type { Kernel } from "./kernel.ts";
import { TimeTally } from "./time-tally.ts";

export interface RecordTallyOptions {
  readonly zone: Zone;
  readonly timeColumn?: string;
  readonly timeFormat?: string;
}

/** What the first records say about all. */
export interface Learned {
  readonly names: readonly string[];
  /** The key whose values are the event times; null where there is none. */
  readonly timeName: string | null;
  /** The keys of which any could be the event time, where it is not evident which. */
  readonly unclear: readonly string[];
}

/**
 * Counts records of JSON and their event times. The keys of the first {@link LEARNED_RECORDS}
 * records are its columns, and tell which of them holds the time; from then on only that key's
 * values are wanted.
 */
export class RecordTally {
  samples = 0;
  /** The one key to hand to `key`, with its quotes; null while all are wanted. */
  wantedKey: Uint8Array | null = null;

  readonly #options: RecordTallyOptions;
  readonly times: TimeTally;
  // By name, the values in the learned records; null where the name cannot be the time's.
  readonly #learned = new Map<string, string[] | null>();
  #timeName: string | undefined;
  #unclear: readonly string[] = [];
  #key = "";
  readonly #record = new Map<string, string>();
  readonly #value = Buffer.alloc(VALUE_BYTES);
  #valueBytes = -1;

  /** @param learned what earlier records have taught, where these are not a text's first */
  constructor(options: RecordTallyOptions, learned?: Learned) {
    this.#options = options;
    this.times = new TimeTally(options.zone, options.timeFormat);
    if (learned !== undefined) this.#want(learned.timeName ?? undefined);
  }

  /** Null while more records are wanted. */
  get learned(): Learned | null {
    if (this.wantedKey === null) return null;
    const names = [...this.#learned.keys()];
    return { names, timeName: this.#timeName ?? null, unclear: this.#unclear };
  }

  /** As JsonListener.key. */
  key(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.wantedKey !== null) return true;
    if (this.#learned.size >= KEYS_LIMIT) return false;
    this.#key = textOf(bytes, from, to);
    return this.#learn(this.#key) !== null;
  }

  /** As JsonListener.scalar. */
  scalar(bytes: Uint8Array, from: number, to: number): void {
    if (this.wantedKey === null) {
      this.#record.set(this.#key, textOf(bytes, from, Math.min(to, from + VALUE_BYTES)));
    } else if (bytes[from] === QUOTE && !hasEscape(bytes, from, to)) {
      this.#setValue(bytes, from + 1, to - 1);
    } else {
      const text = encoder.encode(textOf(bytes, from, to));
      this.#setValue(text, 0, text.length);
    }
  }

  /** The record is complete. */
  commit(): void {
    this.samples++;
    if (this.wantedKey === null) {
      for (const [name, values] of this.#learned) {
        values?.push(this.#record.get(name) ?? "");
      }
      this.#record.clear();
      if (this.samples === LEARNED_RECORDS) this.#choose();
    } else if (this.#timeName !== undefined) {
      if (this.#valueBytes < 0) this.times.addMissing();
      else this.times.add(this.#value, 0, this.#valueBytes);
      this.#valueBytes = -1;
    }
  }

  /** Records at once, of which the kernel has found the wanted key's values. */
  addFound(kernel: Kernel): void {
    this.samples += kernel.calls.spanCount();
    if (this.#timeName === undefined) return;
    this.times.addSpans(kernel, 0, (bytes, from, to) => {
      if (from === to) {
        this.times.addMissing();
      } else if (bytes[from] === QUOTE && !hasEscape(bytes, from, to)) {
        this.times.add(bytes, from + 1, to - 1);
      } else {
        const text = encoder.encode(textOf(bytes, from, to));
        this.times.add(text, 0, text.length);
      }
    });
  }

  /** The record is none. */
  abandon(): void {
    this.#record.clear();
    this.#valueBytes = -1;
  }

  result(): RecordResult {
    if (this.wantedKey === null) this.#choose();
    return resultOf(this.learned as Learned, this.samples, this.times, this.#options);
  }

  /** Null where the values of a key are of no interest. */
  #learn(name: string): string[] | null {
    let values = this.#learned.get(name);
    if (values === undefined) {
      const { timeColumn } = this.#options;
      const mayBeTime =
        timeColumn === undefined
          ? timeColumnsOf([name]).length > 0
          : wantedColumnOf([name], timeColumn) !== undefined;
      values = mayBeTime ? new Array<string>(this.samples).fill("") : null;
      this.#learned.set(name, values);
    }
    return values;
  }

  #choose(): void {
    const { timeColumn } = this.#options;
    const names = [...this.#learned].filter(([, values]) => values !== null).map(([name]) => name);
    if (timeColumn === undefined) {
      const parser = new TimeParser(this.#options.zone, this.#options.timeFormat);
      const choice = chooseTime(names, (name) =>
        lookOfTexts(this.#learned.get(name) ?? [], name, parser),
      );
      if (choice !== undefined && "unclear" in choice) this.#unclear = choice.unclear;
      else this.#timeName = choice?.column;
    } else {
      // A configured key may come later than in the first records.
      this.#timeName = wantedColumnOf(names, timeColumn) ?? timeColumn;
    }
    this.#want(this.#timeName);
    if (this.#timeName === undefined) return;
    const values = this.#learned.get(this.#timeName);
    if (!values) this.times.addMissing(this.samples);
    for (const text of values ?? []) {
      const value = encoder.encode(text);
      this.times.add(value, 0, value.length);
    }
  }

  #want(timeName: string | undefined): void {
    this.#timeName = timeName;
    this.wantedKey = timeName === undefined ? NO_KEY : encoder.encode(JSON.stringify(timeName));
  }

  #setValue(bytes: Uint8Array, from: number, to: number): void {
    const length = Math.min(to - from, VALUE_BYTES);
    // A loop: calls of set and subarray cost more than so few bytes.
    for (let index = 0; index < length; index++) {
      this.#value[index] = bytes[from + index] as number;
    }
    this.#valueBytes = length;
  }
}

export interface RecordResult {
  readonly columns: Column[] | null;
  readonly eventTime: EventTime | null;
  readonly unreadTime?: FileCount["unreadTime"];
  readonly notes: string[];
}

/** What so many samples, with these times, come to. */
export function resultOf(
  { names, timeName, unclear }: Learned,
  samples: number,
  times: TimeTally,
  { timeColumn }: RecordTallyOptions,
): RecordResult {
  const columns = names.length === 0 ? null : names.map((name) => ({ name, type: null }));
  if (samples > 0 && unclear.length > 0) {
    const unreadTime = { column: unclear.join(" or "), value: null };
    return { columns, eventTime: null, unreadTime, notes: [unclearNote(unclear)] };
  }
  if (timeName === null || samples === 0) return { columns, eventTime: null, notes: [] };
  if (timeColumn !== undefined && times.isMissing) {
    return { columns, eventTime: null, notes: [noColumn(timeColumn, names)] };
  }
  const unreadTime = times.unread(timeName, timeColumn !== undefined);
  return {
    columns,
    eventTime: times.eventTime(timeName),
    ...(unreadTime !== undefined && { unreadTime }),
    notes: times.notes(timeName, timeColumn !== undefined),
  };
}

const LEARNED_RECORDS = 100;
const KEYS_LIMIT = 10_000;
// Longer than any time.
const VALUE_BYTES = 128;
// No key is shorter than its quotes.
const NO_KEY = new Uint8Array(0);

const encoder = new TextEncoder();

function hasEscape(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}
