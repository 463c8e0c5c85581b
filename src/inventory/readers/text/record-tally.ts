import { BACKSLASH, DOLLAR, QUOTE } from "../../../text/ascii.ts";
import type { Zone } from "../../../time/instant.ts";
import type { Column, EventTime, FileCount } from "../../reader.ts";
import {
  chooseTime,
  findTimeColumns,
  findWantedColumn,
  lookOfTexts,
  noColumn,
  unclearNote,
} from "../../time-column.ts";
import { TimeParser } from "../../time-parser.ts";
import { decodeText } from "./json-text.ts";
import { isWrapper, MOST_WRAPPERS, unwrappedPath } from "./json-wrapped.ts";
import type { Kernel } from "./kernel.ts";
import { TimeTally } from "./time-tally.ts";

export interface RecordTallyOptions {
  readonly zone: Zone;
  readonly timeColumn?: string;
  readonly timeFormat?: string;
}

/** The conclusions from the first records, applied to all. */
export interface Learned {
  readonly names: readonly string[];
  /** The key whose values are the event times, or the keys that lead there with points between; null without one. */
  readonly timeName: string | null;
  /** The keys that lead there, and how many levels of objects within a record the values may lie. */
  readonly timePath: readonly string[];
  readonly levels: number;
  /** The keys of which any could be the event time, where it is not evident which. */
  readonly unclear: readonly string[];
}

/**
 * Counts records of JSON and their event times. The keys of the first {@link LEARNED_RECORDS}
 * records are its columns, and tell which of them holds the time; from then on only that key's
 * values are wanted. The time may be wrapped, `{"at": {"$date": …}}`; it lies further within where a source
 * names the path of keys that leads there, such as `meta.timestamp`.
 */
export class RecordTally {
  samples = 0;
  /** On the deepest of the levels the one key to hand to `key`, with its quotes; null while all are wanted. */
  wantedKey: Uint8Array | null = null;
  /** How many levels of objects within a record to hand keys of. */
  levels: number;

  readonly #options: RecordTallyOptions;
  readonly times: TimeTally;
  // By name, the values in the learned records; null where the name cannot be the time's.
  readonly #learned = new Map<string, string[] | null>();
  // By path, the values at the configured one, within other objects; and by either how deep they lie.
  readonly #within = new Map<string, string[]>();
  readonly #levelOf = new Map<string, number>();
  // Of the configured path, without what only says of what type a value is.
  readonly #configured: readonly string[];
  #isLearning = true;
  // The keys that lead to the one at hand; later, how many of those of the time do.
  readonly #path: string[] = [];
  #matched = 0;
  #timePath: readonly string[] = [];
  #timeKeys: readonly Uint8Array[] = [];
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
    this.#configured = unwrappedPath(options.timeColumn?.split(".") ?? []);
    this.levels = Math.max(0, this.#configured.length - 1) + MOST_WRAPPERS;
    if (learned !== undefined) {
      this.#want(learned.timeName ?? undefined, learned.timePath, learned.levels);
    }
  }

  /** Null while more records are wanted. */
  get learned(): Learned | null {
    if (this.#isLearning) return null;
    return {
      names: [...this.#learned.keys()],
      timeName: this.#timeName ?? null,
      timePath: this.#timePath,
      levels: this.levels,
      unclear: this.#unclear,
    };
  }

  /**
   * As JsonListener.key.
   *
   * @param level within how many objects of the record the key's own lies
   */
  key(level: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.#isLearning) return this.levels === 0 || this.#leadsToTime(level, bytes, from, to);
    const path = this.#path;
    if (level > path.length) return false; // of an object in a list
    path.length = level;
    if (level === 0) {
      this.#key = this.#learned.size < KEYS_LIMIT ? decodeText(bytes, from, to) : "";
      path.push(this.#key);
      return this.#learned.size < KEYS_LIMIT && this.#learn(this.#key) !== null;
    }
    // Most keys within objects are of no interest.
    const mayLead = bytes[from + 1] === DOLLAR || level < this.#configured.length;
    path.push(mayLead ? decodeText(bytes, from, to) : "");
    return mayLead && this.#learnWithin(level);
  }

  /** As JsonListener.scalar. */
  scalar(bytes: Uint8Array, from: number, to: number): void {
    if (this.#isLearning) {
      this.#record.set(this.#key, decodeText(bytes, from, Math.min(to, from + VALUE_BYTES)));
    } else if (bytes[from] === QUOTE && !hasEscape(bytes, from, to)) {
      this.#setValue(bytes, from + 1, to - 1);
    } else {
      const text = encoder.encode(decodeText(bytes, from, to));
      this.#setValue(text, 0, text.length);
    }
  }

  /** The record is complete. */
  commit(): void {
    this.samples++;
    this.#matched = 0;
    if (this.#isLearning) {
      for (const [name, values] of this.#learned) {
        values?.push(this.#record.get(name) ?? "");
      }
      for (const [name, values] of this.#within) values.push(this.#record.get(name) ?? "");
      this.#record.clear();
      this.#path.length = 0;
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
        const text = encoder.encode(decodeText(bytes, from, to));
        this.times.add(text, 0, text.length);
      }
    });
  }

  /** Discards the record at hand. */
  abandon(): void {
    this.#record.clear();
    this.#path.length = 0;
    this.#matched = 0;
    this.#valueBytes = -1;
  }

  result(): RecordResult {
    if (this.#isLearning) this.#choose();
    return summarizeRecords(this.learned as Learned, this.samples, this.times, this.#options);
  }

  /** Null where the values of a key are of no interest. */
  #learn(name: string): string[] | null {
    let values = this.#learned.get(name);
    if (values === undefined) {
      const { timeColumn } = this.#options;
      const mayBeTime =
        timeColumn === undefined
          ? findTimeColumns([name]).length > 0
          : (findWantedColumn([name], timeColumn) ??
              findWantedColumn([name], this.#configured.join("."))) !== undefined;
      values = mayBeTime ? new Array<string>(this.samples).fill("") : null;
      this.#learned.set(name, values);
    }
    return values;
  }

  /** Whether the key at hand is of a value of interest, within other objects. */
  #learnWithin(level: number): boolean {
    const path = unwrappedPath(this.#path);
    const [top = ""] = path;
    const isConfigured =
      path.length === this.#configured.length &&
      path.every((key, i) => key.toLowerCase() === this.#configured[i]?.toLowerCase());
    if (path.length === 1 ? !this.#learned.get(top) : !isConfigured) return false;
    this.#key = path.join(".");
    if (path.length > 1 && !this.#within.has(this.#key)) {
      this.#within.set(this.#key, new Array<string>(this.samples).fill(""));
    }
    this.#levelOf.set(this.#key, Math.max(level, this.#levelOf.get(this.#key) ?? 0));
    return true;
  }

  /** Whether a key, like those above it, leads to the time, or is the last that does. */
  #leadsToTime(level: number, bytes: Uint8Array, from: number, to: number): boolean {
    if (level > this.#matched) return false;
    const key = this.#timeKeys[level];
    const isOnPath =
      key === undefined
        ? isWrapper(decodeText(bytes, from, to))
        : Buffer.compare(key, bytes.subarray(from, to)) === 0;
    this.#matched = isOnPath ? level + 1 : level;
    return this.#matched >= this.#timeKeys.length;
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
      const path = this.#configured.join(".");
      this.#timeName =
        findWantedColumn(names, timeColumn) ??
        findWantedColumn([...names, ...this.#within.keys()], path) ??
        // A configured key may come later than in the first records.
        path;
    }
    const name = this.#timeName;
    const isWithin = name !== undefined && !this.#learned.has(name);
    this.#want(
      name,
      name === undefined ? [] : isWithin ? name.split(".") : [name],
      (name === undefined ? 0 : this.#levelOf.get(name)) ??
        (isWithin && this.#configured.length > 1 ? this.levels : 0),
    );
    if (this.#timeName === undefined) return;
    const values = this.#learned.get(this.#timeName) ?? this.#within.get(this.#timeName);
    if (!values) this.times.addMissing(this.samples);
    for (const text of values ?? []) {
      const value = encoder.encode(text);
      this.times.add(value, 0, value.length);
    }
  }

  #want(timeName: string | undefined, path: readonly string[], levels: number): void {
    this.#isLearning = false;
    this.#timeName = timeName;
    this.#timePath = path;
    this.#timeKeys = path.map((key) => encoder.encode(JSON.stringify(key)));
    this.levels = levels;
    this.wantedKey = levels > 0 ? null : (this.#timeKeys[0] ?? NO_KEY);
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
  /** The format in which the times are, where it had to be decided. */
  readonly timeFormat?: string | undefined;
  readonly notes: string[];
}

/** The count of so many samples with these times. */
export function summarizeRecords(
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
    timeFormat: times.format(timeName),
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
