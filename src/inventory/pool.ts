import { Worker } from "node:worker_threads";
import { errorMessage } from "../errors.ts";
import type { Zone } from "../time/instant.ts";
import { type Answer, type CountTask, countFile, type Question } from "./counter.ts";
import { type Job, Jobs, type JobsOptions } from "./jobs.ts";
import { plain } from "./read-options.ts";

export interface PoolOptions extends JobsOptions {
  /** The script that the threads run. */
  readonly worker: URL;
  /** At least 1. */
  readonly threads: number;
  /** Most memory for a thread's objects: exceeding it ends the thread with an error, not the process. */
  readonly heapMb?: number;
}

/**
 * Counts files on several threads. A file on which a thread dies, for example because memory runs out, is a
 * problem of that file alone.
 */
export async function countInPool(
  tasks: readonly CountTask[],
  options: PoolOptions,
): Promise<void> {
  const { onCounted, onRead, zone } = options;
  const jobs = new Jobs(tasks, options);
  const threads = Math.min(options.threads, jobs.threads);
  // While the threads start.
  const prepared = jobs.prepare();
  await Promise.all([
    prepared,
    ...Array.from({ length: threads }, async () => {
      // A thread that died has a successor, for as long as there is something to do.
      while (jobs.areWaiting && (await runThread(tasks, jobs, prepared, options))) {}
    }),
  ]);
  // No thread could be started: limits of the system, or a package that is not whole.
  for (const index of jobs.rest()) {
    const counted = await countFile(tasks[index] as CountTask, zone, (bytes) =>
      onRead(index, bytes),
    );
    onCounted(index, counted);
  }
}

/** @returns whether a thread can take the place of this one: it had been started, and died */
function runThread(
  tasks: readonly CountTask[],
  jobs: Jobs,
  prepared: Promise<void>,
  { worker, zone, heapMb = HEAP_MB, onRead }: PoolOptions,
): Promise<boolean> {
  return new Promise((resolve) => {
    const { port1: here, port2: there } = new MessageChannel();
    const thread = new Worker(worker, {
      workerData: { task: "count", port: there },
      transferList: [there],
      resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
    });
    let job: Job | undefined;
    let isReady = false;
    let death: unknown;
    const next = () => {
      job = jobs.next();
      if (job === undefined) void thread.terminate();
      else here.postMessage(formQuestion(job, tasks, zone));
    };
    here.on("message", async (answer: Answer) => {
      if (answer.state === "ready") {
        isReady = true;
        await prepared;
      } else if (answer.state === "reading") {
        if (job?.kind === "files") onRead(job.tasks[answer.position] as number, answer.bytes);
        return;
      } else if (answer.state === "done") jobs.counted(job as Job, answer.counted);
      else if (job?.kind === "part") await jobs.partRead(job, answer.part);
      next();
    });
    thread.on("error", (error) => {
      death = error;
    });
    thread.on("exit", () => {
      here.close();
      if (job === undefined) return resolve(false);
      jobs.failed(job, { outcome: describeDeath(death, heapMb), isSteady: false });
      resolve(isReady);
    });
  });
}

function formQuestion(job: Job, tasks: readonly CountTask[], zone: Zone): Question {
  if (job.kind === "files") {
    return { tasks: job.tasks.map((index) => message(tasks, index)), zone: zone.name };
  }
  const { division, request, task } = job;
  return { task: message(tasks, task), zone: zone.name, head: division.head, request };
}

function message(tasks: readonly CountTask[], index: number): CountTask {
  const task = tasks[index] as CountTask;
  return { ...task, file: plain(task.file) };
}

// Beyond what any reader needs.
const HEAP_MB = 512;
const YOUNG_MB = 16;

function describeDeath(death: unknown, heapMb: number): { problem: string } {
  const isMemory = (death as NodeJS.ErrnoException)?.code === "ERR_WORKER_OUT_OF_MEMORY";
  const what = death === undefined ? "its thread ended" : errorMessage(death);
  return {
    problem: isMemory
      ? `stopped: reading it takes more than ${heapMb} MB of memory`
      : `its reader failed: ${what}`,
  };
}
