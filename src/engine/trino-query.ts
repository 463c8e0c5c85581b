import { z } from "zod";
import type { TableColumn } from "./table-engine.ts";

/** The answer of a server while a query runs: a part of its rows, and the address of the next part. */
export const pageSchema = z.object({
  nextUri: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  data: z.array(z.array(z.unknown())).optional(),
  stats: z
    .object({
      state: z.string(),
      nodes: z.number(),
      completedSplits: z.number(),
      totalSplits: z.number(),
      processedRows: z.number(),
      cpuTimeMillis: z.number(),
    })
    .partial()
    .optional(),
  error: z
    .object({
      message: z.string().optional(),
      errorName: z.string(),
      errorType: z.string(),
      errorLocation: z.object({ lineNumber: z.number(), columnNumber: z.number() }).optional(),
    })
    .optional(),
});

export type Page = z.output<typeof pageSchema>;

/** How far a query is. */
export interface QueryProgress {
  readonly state: string;
  readonly completedSplits: number;
  readonly totalSplits: number;
  readonly rows: number;
  /** Machines that work on it. */
  readonly nodes: number;
}

/** The answer to a query. Whole numbers beyond 2^53 and decimals are asked for as texts, to keep all digits. */
export interface QueryResult {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly unknown[])[];
  /** The most machines that worked on it at one time. */
  readonly nodes: number;
  /** Of all machines, in milliseconds. */
  readonly cpuMs: number;
}

/** An error that the server reports of a query. */
export class TrinoError extends Error {
  override readonly name = "TrinoError";
  readonly errorName: string;
  /** Whether the same query may succeed later, as after the loss of a worker. */
  readonly isTransient: boolean;
  /** In the text of the query, from 1; null where it has none. */
  readonly position: { readonly line: number; readonly column: number } | null;

  constructor(error: NonNullable<Page["error"]>) {
    const { message = "", errorName, errorType, errorLocation } = error;
    // The message begins with the position, which is said apart.
    const [first = ""] = message.replace(/^line \d+:\d+: /, "").split("\n");
    super(first.slice(0, MOST_CHARACTERS));
    this.errorName = errorName;
    this.isTransient = errorType !== "USER_ERROR";
    this.position =
      errorLocation === undefined
        ? null
        : { line: errorLocation.lineNumber, column: errorLocation.columnNumber };
  }
}

const MOST_CHARACTERS = 300;
