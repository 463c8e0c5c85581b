import type { Reading } from "../../reader.ts";
import type { JsonListener } from "./json-listener.ts";
import type { JsonMachine } from "./json-machine.ts";
import type { RecordResult, RecordTally } from "./record-tally.ts";

/** Samples that have been counted. */
export interface JsonTally {
  readonly samples: number;
  result(): RecordResult;
}

/** Where the samples of a JSON file lie: a way of listening to it. */
export interface JsonShape extends JsonListener {
  /** The whole value has been read: which samples it holds, and what to say about that. */
  result(): Samples;
}

export interface Samples {
  readonly records: JsonTally;
  /** Of them, those that may not be samples. */
  readonly doubtful?: number;
  /** Where they were found, by the keys of the configuration that state it. */
  readonly reading?: Reading;
  readonly notes: string[];
}

/**
 * Counts the elements of arrays that lie inside `depth` − 1 containers, by what the machine tells.
 * Keys of elements that are objects belong to container `depth` + 1.
 */
export class ElementCounter {
  readonly depth: number;
  readonly #machine: JsonMachine;
  #records: RecordTally;
  #isOpen = false;

  constructor(machine: JsonMachine, depth: number, records: RecordTally) {
    this.#machine = machine;
    this.depth = depth;
    this.#records = records;
    machine.valueDepth = depth;
    machine.bringKeys(depth + 1, records);
  }

  get records(): RecordTally {
    return this.#records;
  }

  /** Another array begins, whose elements go to `records`. */
  turnTo(records: RecordTally): void {
    this.#records = records;
    this.#machine.bringKeys(this.depth + 1, records);
  }

  /** As JsonListener.key, of elements that are objects. */
  key(depth: number, bytes: Uint8Array, from: number, to: number): boolean {
    return this.#records.key(depth - this.depth - 1, bytes, from, to);
  }

  /** An element begins. */
  next(): void {
    this.finish();
    this.#isOpen = true;
  }

  /** The element at hand is complete. */
  finish(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#records.commit();
    this.#machine.bringKeys(this.depth + 1, this.#records);
  }
}
