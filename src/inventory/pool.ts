import { Worker } from "node:worker_threads";
import { messageOf } from "../errors.ts";
import type { Zone } from "../instant.ts";
import { type Answer, type Counted, type CountTask, countFile, plain } from "./counter.ts";

export interface PoolOptions {
  /** What the threads run. */
  readonly worker: URL;
  /** At least 1. */
  readonly threads: number;
  readonly zone: Zone;
  /** What a thread's objects may take: more ends the thread, with an error, and not the process. */
  readonly heapMb?: number;
  /** Called once a task, in any order. */
  readonly onCounted: (task: number, counted: Counted) => void;
  /** Called before that, where a task takes long. */
  readonly onRead: (task: number, bytes: number) => void;
}

/**
 * Counts files on several threads. A file on which a thread dies, such as for want of memory, is a
 * problem of that file alone.
 */
export async function countInPool(
  tasks: readonly CountTask[],
  options: PoolOptions,
): Promise<void> {
  const batches = batchesOf(tasks);
  const threads = Math.min(options.threads, batches.length);
  await Promise.all(
    Array.from({ length: threads }, async () => {
      // A thread that died has a successor, for as long as there is something to do.
      while (batches.length > 0 && (await runThread(tasks, batches, options))) {}
    }),
  );
  // No thread could be started: limits of the system, or a package that is not whole.
  for (const batch of batches) {
    for (const index of batch) {
      const onRead = (bytes: number) => options.onRead(index, bytes);
      const counted = await countFile(tasks[index] as CountTask, options.zone, onRead);
      options.onCounted(index, counted);
    }
  }
}

/** Indices of tasks that a thread is given at once: a message costs as much as a small file. */
type Batch = readonly number[];
const BATCH_FILES = 64;
const BATCH_BYTES = 4 << 20;

/** In pairs of hands the long work comes first, so that none is left alone with it at the end. */
function batchesOf(tasks: readonly CountTask[]): Batch[] {
  const batches: { bytes: number; batch: number[] }[] = [];
  let last = { bytes: Number.POSITIVE_INFINITY, batch: [] as number[] };
  for (const [index, { file }] of tasks.entries()) {
    if (last.bytes + file.sizeBytes > BATCH_BYTES || last.batch.length === BATCH_FILES) {
      last = { bytes: 0, batch: [] };
      batches.push(last);
    }
    last.batch.push(index);
    last.bytes += file.sizeBytes;
  }
  return batches.sort((a, b) => b.bytes - a.bytes).map(({ batch }) => batch);
}

/** @returns whether a thread can take the place of this one: it had been started, and died */
function runThread(
  tasks: readonly CountTask[],
  batches: Batch[],
  { worker, zone, heapMb = HEAP_MB, onCounted, onRead }: PoolOptions,
): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1: here, port2: there } = new MessageChannel();
    const thread = new Worker(worker, {
      workerData: { task: "count", port: there },
      transferList: [there],
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    let batch: Batch | undefined;
    let isReady = false;
    let death: unknown;
    const next = () => {
      batch = batches.shift();
      if (batch === undefined) void thread.terminate();
      else
        here.postMessage({ tasks: batch.map((index) => message(tasks, index)), zone: zone.name });
    };
    here.on("message", (answer: Answer) => {
      if (answer.state === "reading") {
        onRead(batch?.[answer.position] as number, answer.bytes);
        return;
      }
      if (answer.state === "ready") isReady = true;
      else for (const [i, one] of answer.counted.entries()) onCounted(batch?.[i] as number, one);
      next();
    });
    thread.on("error", (error) => {
      death = error;
    });
    thread.on("exit", () => {
      here.close();
      if (batch === undefined) return resolve(false);
      // One by one, so that only the guilty is blamed.
      if (batch.length > 1) batches.unshift(...batch.map((index) => [index]));
      else onCounted(batch[0] as number, { outcome: problemOf(death, heapMb), isSteady: false });
      resolve(isReady);
    });
  });
}

function message(tasks: readonly CountTask[], index: number): CountTask {
  const task = tasks[index] as CountTask;
  return { ...task, file: plain(task.file) };
}

// Beyond what any reader needs.
const HEAP_MB = 512;
const YOUNG_MB = 16;

function problemOf(death: unknown, heapMb: number): { problem: string } {
  const isMemory = (death as NodeJS.ErrnoException)?.code === "ERR_WORKER_OUT_OF_MEMORY";
  const what = death === undefined ? "its thread ended" : messageOf(death);
  return {
    problem: isMemory
      ? `stopped: reading it takes more than ${heapMb} MB of memory`
      : `its reader failed: ${what}`,
  };
}
