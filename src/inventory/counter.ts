import { type Stats, statSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import type { SourceConfig } from "../config/schema.ts";
import { errorMessage } from "../errors.ts";
import { createZone, type Zone } from "../time/instant.ts";
import { Interned } from "./dedupe-counts.ts";
import { formatName, loadPartReader, loadReader } from "./formats.ts";
import { type FileHead, type Part, type PartReader, type PartRequest, ReadWhole } from "./parts.ts";
import { pointerIn } from "./pointers/text-pointer.ts";
import { readable, readExtension, toReadOptions } from "./read-options.ts";
import {
  type CountOutcome,
  type DataFile,
  type FileCount,
  FileProblem,
  type Reader,
} from "./reader.ts";
import { noReader } from "./unread-types.ts";

/** A file, and how its source says to read it. */
export interface CountTask {
  readonly file: DataFile;
  readonly config: SourceConfig;
}

export interface Counted {
  readonly outcome: CountOutcome;
  /** Whether the file was the same afterwards as when it was listed. */
  readonly isSteady: boolean;
}

/**
 * Counts one file. Its content cannot make it throw.
 *
 * @param onRead told of each some megabytes, where there are more
 */
export async function countFile(
  task: CountTask,
  zone: Zone,
  onRead: (bytes: number) => void,
): Promise<Counted> {
  const { config } = task;
  const file: DataFile = { ...readable(task), onRead };
  const pointer = pointerIn(file);
  // Not kept: it is small, and another time it may be data.
  if (pointer !== null) return { outcome: { pointer }, isSteady: false };
  if (config.sample === "file") {
    return { outcome: { samples: 1, columns: null, eventTime: null, notes: [] }, isSteady: true };
  }
  return countedBy(task, async () => {
    const reader = await loadReader(file.extension);
    if (reader === undefined) throw new FileProblem(noReader(file).problem);
    return withFormat(task, await reader.read(file, toReadOptions(file, config, zone)));
  });
}

/** The facts about a file that are needed to read it in parts; null if it cannot be read in parts. */
export async function readHead(task: CountTask, zone: Zone): Promise<FileHead | null> {
  const { config } = task;
  const file = readable(task);
  if (config.sample === "file" || file.compression !== "none") return null;
  try {
    const parts = await loadPartReader(file.extension);
    return parts?.head(file, toReadOptions(file, config, zone)) ?? null;
  } catch {
    return null; // Who reads it as a whole meets that, too.
  }
}

/**
 * Reads a part of a file.
 *
 * @returns null where nothing could be made of it as long as its beginning is not known; as
 * {@link countFile} where it is known
 */
export async function readPart(
  task: CountTask,
  zone: Zone,
  head: FileHead,
  request: PartRequest,
): Promise<Part | Counted | null> {
  const { config } = task;
  const file = readable(task);
  try {
    const parts = (await loadPartReader(file.extension)) as PartReader;
    return parts.part(file, toReadOptions(file, config, zone), head, request);
  } catch (error) {
    return request.line === null ? null : describeProblem(task, error);
  }
}

/** Adds up all parts of a file, in order. */
export function mergeParts(
  task: CountTask,
  zone: Zone,
  head: FileHead,
  parts: readonly Part[],
): Promise<Counted> {
  const { config } = task;
  const file = readable(task);
  return countedBy(task, async () => {
    const reader = (await loadPartReader(file.extension)) as PartReader;
    const options = toReadOptions(file, config, zone);
    try {
      return withFormat(task, reader.merge(options, head, parts));
    } catch (error) {
      if (!(error instanceof ReadWhole)) throw error;
      const whole = (await loadReader(file.extension)) as Reader;
      return withFormat(task, await whole.read(file, options));
    }
  });
}

/** A count with the format that was read first among what was assumed. */
function withFormat(task: CountTask, counted: FileCount): FileCount {
  const { time_format } = task.config;
  const isTimed = time_format !== undefined && counted.eventTime !== null;
  const format = formatName(readExtension(task.file, task.config)) ?? "";
  const { member } = task.file;
  return {
    ...counted,
    reading: {
      format,
      ...(member !== undefined && { table: member }),
      ...counted.reading,
      ...(isTimed && { time_format }),
    },
  };
}

async function countedBy(task: CountTask, count: () => Promise<FileCount>): Promise<Counted> {
  try {
    const counted = await count();
    const change = describeChange(task);
    const notes = change === null ? counted.notes : [...counted.notes, change];
    return { outcome: { ...counted, notes }, isSteady: change === null };
  } catch (error) {
    return describeProblem(task, error);
  }
}

function describeProblem(task: CountTask, error: unknown): Counted {
  const isGone = (error as NodeJS.ErrnoException)?.code === "ENOENT";
  const problem = isGone
    ? "removed before it could be read"
    : (describeChange(task) ?? errorMessage(error));
  return { outcome: { problem }, isSteady: false };
}

/** A request to a pool's thread: to count files, or to read a part of one. */
export type Question =
  | { readonly tasks: readonly CountTask[]; readonly zone: string }
  | {
      readonly task: CountTask;
      readonly zone: string;
      readonly head: FileHead;
      readonly request: PartRequest;
    };

/** A message from a pool's thread: it has been loaded, its progress, or its counts. */
export type Answer =
  | { readonly state: "ready" }
  | { readonly state: "reading"; readonly position: number; readonly bytes: number }
  | { readonly state: "done"; readonly counted: readonly Counted[] }
  | { readonly state: "part"; readonly part: Part | null };

/** The other end of a pool's thread: answers until it is stopped. */
export function serveCounts(port: MessagePort): void {
  const say = (answer: Answer) => port.postMessage(answer);
  const interned = new Interned();
  port.on("message", async (question: Question) => {
    const zone = createZone(question.zone);
    if ("request" in question) {
      const { task, head, request } = question;
      const part = await readPart(revived(task), zone, head, request);
      if (part !== null && "outcome" in part) say({ state: "done", counted: [part] });
      else say({ state: "part", part });
      return;
    }
    const counted: Counted[] = [];
    for (const [position, task] of question.tasks.entries()) {
      const onRead = (bytes: number) => say({ state: "reading", position, bytes });
      const { outcome, isSteady } = await countFile(revived(task), zone, onRead);
      counted.push({ outcome: interned.of(outcome), isSteady });
    }
    say({ state: "done", counted });
  });
  say({ state: "ready" });
}

/** A Buffer arrives as the bytes that it is. */
function revived(task: CountTask): CountTask {
  const { location } = task.file;
  if (typeof location === "string") return task;
  return { ...task, file: { ...task.file, location: Buffer.from(location) } };
}

/** The change of a file since it was listed, or null. */
function describeChange({ file }: CountTask): string | null {
  let stats: Stats | undefined;
  try {
    stats = statSync(file.location, { throwIfNoEntry: false });
  } catch {
    return null; // The reader has met that, too.
  }
  if (stats === undefined) return "removed while it was read";
  if (stats.size === file.sizeBytes && stats.mtimeMs === file.modifiedMs) return null;
  return `written to while it was read: ${file.sizeBytes} bytes before, ${stats.size} after`;
}
