import { availableParallelism } from "node:os";
import type { Zone } from "../time/instant.ts";
import type { CountCache } from "./cache.ts";
import { type Counted, type CountTask, countFile } from "./counter.ts";
import { Interned } from "./dedupe-counts.ts";
import { formatName } from "./formats.ts";
import { LEAST_DIVIDED_BYTES } from "./jobs.ts";
import { countInPool } from "./pool.ts";
import type { CountOutcome } from "./reader.ts";
import type { SourceFile } from "./source.ts";
import { workerUrl } from "./worker-url.ts";

/** A file to be counted, as its source knows it. */
export interface CountRequest extends CountTask {
  readonly file: SourceFile;
}

export interface CountOptions {
  /** The counts of former runs; the new ones are added to it. */
  readonly cache?: CountCache | null;
  /** Called now and then. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** The script that the threads run; null to count without threads. */
  readonly worker?: URL | null;
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
  const { cache = null, onProgress } = options;
  const outcomes: (CountOutcome | undefined)[] = requests.map((request) => cache?.find(request));
  const unread = [...requests.keys()].filter((index) => outcomes[index] === undefined);
  const tasks = unread.map((index) => requests[index] as CountRequest);

  const progress = { files: 0, bytes: 0, totalFiles: tasks.length, totalBytes: sumBytes(tasks) };
  const readSoFar = new Map<number, number>();
  const onRead = (task: number, bytes: number) => {
    readSoFar.set(task, (readSoFar.get(task) ?? 0) + bytes);
    progress.bytes += bytes;
    onProgress?.(progress);
  };
  const interned = new Interned();
  const unsteady = new Set<number>();
  const onCounted = (task: number, { outcome, isSteady }: Counted) => {
    outcomes[unread[task] as number] = interned.of(outcome);
    if (!isSteady) unsteady.add(task);
    progress.files++;
    progress.bytes += (tasks[task] as CountTask).file.sizeBytes - (readSoFar.get(task) ?? 0);
    onProgress?.(progress);
  };
  const { worker = workerUrl() } = options;
  if (worker !== null && isMuch(tasks) && !isForOneThread(tasks)) {
    const threads = Math.min(availableParallelism(), MOST_THREADS);
    await countInPool(tasks, { worker, threads, zone, onCounted, onRead });
  } else {
    for (const [task, one] of tasks.entries()) {
      onCounted(task, await countFile(one, zone, (bytes) => onRead(task, bytes)));
    }
  }
  for (const [task, one] of tasks.entries()) {
    const outcome = outcomes[unread[task] as number] as CountOutcome;
    if (!unsteady.has(task) && "samples" in outcome) cache?.add(one, outcome);
  }
  return outcomes as CountOutcome[];
}

// More of them wait for the disk, and each takes memory.
const MOST_THREADS = 4;

// A thread takes some 60 ms to start, in which one thread reads as much as this.
const MUCH_FILES = 400;
const MUCH_BYTES = 16 << 20;
/** Of Parquet, the footer and the column of times are read: one column of so many, in many a table. */
const PARQUET_COLUMNS = 10;

/** Whether reading the files takes long enough to start threads for it. */
function isMuch(requests: readonly Pick<CountTask, "file" | "config">[]): boolean {
  let files = 0;
  let bytes = 0;
  for (const { file, config } of requests) {
    if (config.sample === "file") continue;
    files++;
    const isParquet = formatName(file.extension) === "parquet";
    bytes += isParquet ? file.sizeBytes / PARQUET_COLUMNS : file.sizeBytes;
    if (files >= MUCH_FILES || bytes >= MUCH_BYTES) return true;
  }
  return false;
}

/** Whether there is one file, too small to be read in parts: a thread more would only have to start. */
function isForOneThread(tasks: readonly CountTask[]): boolean {
  return tasks.length === 1 && sumBytes(tasks) < LEAST_DIVIDED_BYTES;
}

function sumBytes(requests: readonly { file: { sizeBytes: number } }[]): number {
  return requests.reduce((sum, { file }) => sum + file.sizeBytes, 0);
}
