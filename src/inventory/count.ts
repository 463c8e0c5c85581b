import { availableParallelism } from "node:os";
import type { SourceConfig } from "../config/schema.ts";
import type { Zone } from "../instant.ts";
import { openCache } from "./cache.ts";
import { type Counted, type CountOutcome, type CountTask, countFile } from "./counter.ts";
import { Interned } from "./interned.ts";
import { countInPool } from "./pool.ts";
import type { SourceFile } from "./source.ts";
import { workerUrl } from "./worker-url.ts";

export type { CountOutcome } from "./counter.ts";

/** A file to be counted, and how its source says to read it. */
export interface CountRequest {
  readonly file: SourceFile;
  readonly config: SourceConfig;
}

export interface CountOptions {
  /** Where counts are kept for the next run, by project; null for nowhere. */
  readonly cacheDirectory?: string | null;
  /** The project whose counts they are. */
  readonly cwd?: string;
  /** Called now and then. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** What the threads run; null for none. */
  readonly worker?: URL | null;
  /** Milliseconds since 1970, as the file system's clock says. */
  readonly clock?: () => number;
}

/** How much of the reading is done. */
export interface Progress {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}

/**
 * Counts the samples of files: those that a former run has counted are not read again, the others
 * on several threads where there is much to read. The outcomes are the same in every case.
 *
 * @returns the outcomes in the order of the requests; no file's content makes it throw
 */
export async function countFiles(
  requests: readonly CountRequest[],
  zone: Zone,
  options: CountOptions = {},
): Promise<CountOutcome[]> {
  const { cacheDirectory = null, cwd = "", onProgress, clock = Date.now } = options;
  const cache = isMuch(requests) ? openCache(cacheDirectory, cwd, zone, clock()) : null;
  const outcomes: (CountOutcome | undefined)[] = requests.map((request) => cache?.find(request));
  const unread = [...requests.keys()].filter((index) => outcomes[index] === undefined);
  const tasks = unread.map((index) => taskOf(requests[index] as CountRequest));

  const progress = { files: 0, bytes: 0, totalFiles: tasks.length, totalBytes: bytesOf(tasks) };
  const readSoFar = new Map<number, number>();
  const onRead = (task: number, bytes: number) => {
    readSoFar.set(task, (readSoFar.get(task) ?? 0) + bytes);
    progress.bytes += bytes;
    onProgress?.(progress);
  };
  const interned = new Interned();
  const onCounted = (task: number, { outcome, isSteady }: Counted) => {
    const index = unread[task] as number;
    outcomes[index] = interned.of(outcome);
    if (isSteady && !("problem" in outcome)) cache?.add(requests[index] as CountRequest, outcome);
    progress.files++;
    progress.bytes += (tasks[task] as CountTask).file.sizeBytes - (readSoFar.get(task) ?? 0);
    onProgress?.(progress);
  };
  const { worker = workerUrl() } = options;
  if (worker !== null && isMuch(tasks)) {
    const threads = Math.min(availableParallelism(), MOST_THREADS);
    await countInPool(tasks, { worker, threads, zone, onCounted, onRead });
  } else {
    for (const [task, one] of tasks.entries()) {
      onCounted(task, await countFile(one, zone, (bytes) => onRead(task, bytes)));
    }
  }
  cache?.save();
  return outcomes as CountOutcome[];
}

// More of them wait for the disk, and each takes memory.
const MOST_THREADS = 4;

// A thread takes some 60 ms to start, in which one thread reads as much as this.
const MUCH_FILES = 400;
const MUCH_BYTES = 16 << 20;

function isMuch(requests: readonly Pick<CountTask, "file" | "config">[]): boolean {
  const read = requests.filter(({ config }) => config.sample !== "file");
  return read.length >= MUCH_FILES || bytesOf(read) >= MUCH_BYTES;
}

function bytesOf(requests: readonly { file: { sizeBytes: number } }[]): number {
  return requests.reduce((sum, { file }) => sum + file.sizeBytes, 0);
}

function taskOf({ file, config }: CountRequest): CountTask {
  const { walked, ...data } = file;
  return { file: data, config, modifiedMs: walked.modifiedMs };
}
