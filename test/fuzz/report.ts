/** What a worker is to do: inputs `from` to `to`, without the latter. */
export interface Task {
  readonly format: string;
  readonly from: number;
  readonly to: number;
  /** The file in which it says which input it is at. */
  readonly place: string;
  /** How much memory the process may have taken at its peak. */
  readonly mostKilobytes: number;
}

/** What a worker says. */
export type Report =
  | { readonly kind: "crash"; readonly index: number; readonly stack: string }
  | { readonly kind: "memory"; readonly index: number; readonly kilobytes: number }
  | {
      readonly kind: "done";
      readonly read: number;
      readonly refused: number;
      /** Milliseconds of the processor: others may have it meanwhile. */
      readonly slowest: number;
      readonly kilobytes: number;
    };
