import type { Zone } from "../time/instant.ts";
import { type Counted, type CountTask, mergeParts, readHead } from "./counter.ts";
import { Division } from "./part-planner.ts";
import type { Part, PartRequest } from "./parts.ts";

/** The work that a thread gets in one message: a message costs as much as a small file. */
export type Job = FilesJob | PartJob;

interface FilesJob {
  readonly kind: "files";
  /** Indices of tasks. */
  readonly tasks: readonly number[];
}

interface PartJob {
  readonly kind: "part";
  readonly task: number;
  readonly division: Division;
  readonly request: PartRequest;
  /** How much of the file is read with it for the first time. */
  readonly bytes: number;
}

export interface JobsOptions {
  readonly zone: Zone;
  /** How many threads there are to be. */
  readonly threads: number;
  /** Files of {@link LARGE_PARTS} or more are read in parts. */
  readonly partBytes?: number;
  /** Called once a task, in any order. */
  readonly onCounted: (task: number, counted: Counted) => void;
  /** Called before that, where a task takes long. */
  readonly onRead: (task: number, bytes: number) => void;
}

/** The work that counting files takes: many small files make one job, a large file makes many. */
export class Jobs {
  readonly #tasks: readonly CountTask[];
  readonly #options: JobsOptions;
  readonly #partBytes: number;
  // Indices of tasks that may be divided, as long as they have not been looked at.
  #large: number[];
  #waiting: Job[];
  // Tasks that have been divided, and are over.
  readonly #over = new Set<number>();

  constructor(tasks: readonly CountTask[], options: JobsOptions) {
    this.#tasks = tasks;
    this.#options = options;
    this.#partBytes = options.partBytes ?? PART_BYTES;
    const indices = [...tasks.keys()];
    const large = this.#largeBytes();
    this.#large = indices.filter((index) => this.#taskSize(index) >= large);
    this.#waiting = this.#splitIntoBatches(
      indices.filter((index) => this.#taskSize(index) < large),
    );
  }

  /** How many threads could have something to do. */
  get threads(): number {
    return this.#large.length > 0 ? this.#options.threads : this.#waiting.length;
  }

  get areWaiting(): boolean {
    return this.#large.length + this.#waiting.length > 0;
  }

  /** Divides the large files. No job comes before that. */
  async prepare(): Promise<void> {
    // In pairs of hands the long work comes first, so that none is left alone with it at the end.
    const bySize = this.#large.toSorted((a, b) => this.#taskSize(b) - this.#taskSize(a));
    const jobs: Job[] = [];
    for (const task of bySize) {
      const head = await readHead(this.#tasks[task] as CountTask, this.#options.zone);
      const sizeBytes = this.#taskSize(task);
      const division = head && new Division(head, sizeBytes, this.#partBytes);
      if (division === null) jobs.push({ kind: "files", tasks: [task] });
      for (const request of division?.requests ?? []) {
        const bytes = Math.min(request.to, sizeBytes) - request.from;
        jobs.push({ kind: "part", task, division: division as Division, request, bytes });
      }
    }
    this.#waiting = [...jobs, ...this.#waiting];
    this.#large = [];
  }

  /** The next job; undefined if there is no more work, unless a running job fails. */
  next(): Job | undefined {
    for (;;) {
      const job = this.#waiting.shift();
      if (job?.kind !== "part") return job;
      const request = this.#over.has(job.task) ? null : job.division.requestNow(job.request);
      if (request !== null) return { ...job, request };
    }
  }

  /** Files have been counted; or a part's, with a problem of the whole. */
  counted(job: Job, counted: readonly Counted[]): void {
    const { onCounted } = this.#options;
    if (job.kind === "files") {
      for (const [position, task] of job.tasks.entries()) {
        onCounted(task, counted[position] as Counted);
      }
    } else if (!this.#over.has(job.task)) {
      this.#over.add(job.task);
      onCounted(job.task, counted[0] as Counted);
    }
  }

  /** A part has been read; null where nothing could be made of it. */
  async partRead(job: PartJob, part: Part | null): Promise<void> {
    const { task, division, bytes } = job;
    if (this.#over.has(task)) return;
    if (bytes > 0) this.#options.onRead(task, bytes);
    const request = division.add(job.request, part);
    if (request !== null) this.#waiting.unshift({ ...job, request, bytes: 0 });
    if (!division.isDone) return;
    this.#over.add(task);
    const { head, parts } = division;
    const counted = mergeParts(this.#tasks[task] as CountTask, this.#options.zone, head, parts);
    this.#options.onCounted(task, await counted);
  }

  /** A thread has died of a job. */
  failed(job: Job, problem: Counted): void {
    if (job.kind === "part" || job.tasks.length === 1) this.counted(job, [problem]);
    // One by one, so that only the guilty is blamed.
    else this.#waiting.unshift(...job.tasks.map((task) => filesJob([task])));
  }

  /** The tasks that are not over, once no job is at work. */
  rest(): number[] {
    const tasks = this.#waiting.flatMap((job) => (job.kind === "files" ? job.tasks : [job.task]));
    return [...new Set([...this.#large, ...tasks])].filter((task) => !this.#over.has(task));
  }

  /** From which on a file is read in parts: smaller ones are many, and keep all threads at work. */
  #largeBytes(): number {
    const bytes = this.#tasks.reduce((sum, { file }) => sum + file.sizeBytes, 0);
    return Math.max(LARGE_PARTS * this.#partBytes, bytes / (4 * this.#options.threads));
  }

  #taskSize(task: number): number {
    return (this.#tasks[task] as CountTask).file.sizeBytes;
  }

  /** Each takes a share of what is left, so that the last ones are small and all threads end together. */
  #splitIntoBatches(tasks: readonly number[]): FilesJob[] {
    const batches: { bytes: number; tasks: number[] }[] = [];
    let left = tasks.reduce((bytes, task) => bytes + this.#taskSize(task), 0);
    let last = { bytes: Number.POSITIVE_INFINITY, most: 0, tasks: [] as number[] };
    for (const task of tasks) {
      const sizeBytes = this.#taskSize(task);
      if (last.bytes + sizeBytes > last.most || last.tasks.length === BATCH_FILES) {
        const share = left / (BATCHES_LEFT * this.#options.threads);
        last = { bytes: 0, most: Math.max(share, BATCH_BYTES), tasks: [] };
        batches.push(last);
      }
      last.tasks.push(task);
      last.bytes += sizeBytes;
      left -= sizeBytes;
    }
    return batches.sort((a, b) => b.bytes - a.bytes).map(({ tasks }) => filesJob(tasks));
  }
}

function filesJob(tasks: readonly number[]): FilesJob {
  return { kind: "files", tasks };
}

const BATCH_FILES = 64;
const BATCHES_LEFT = 4;
const BATCH_BYTES = 4 << 20;
const PART_BYTES = 16 << 20;
// For less, another thread takes longer to start than it spares.
const LARGE_PARTS = 4;
/** Smaller files are read as a whole. */
export const LEAST_DIVIDED_BYTES = LARGE_PARTS * PART_BYTES;
