import { type Stats, statSync } from "node:fs";
import type { MessagePort } from "node:worker_threads";
import type { SourceConfig } from "../config/schema.ts";
import { messageOf } from "../errors.ts";
import { type Zone, zoneOf } from "../instant.ts";
import { readerOf, typeName } from "./formats.ts";
import { Interned } from "./interned.ts";
import { type DataFile, type FileCount, FileProblem, type ReadOptions } from "./reader.ts";

/** What was counted, or why it could not be. */
export type CountOutcome = FileCount | { readonly problem: string };

/** A file, how its source says to read it, and when it was modified as far as is known. */
export interface CountTask {
  readonly file: DataFile;
  readonly config: SourceConfig;
  readonly modifiedMs: number;
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
  const file: DataFile = { ...plain(task.file), onRead };
  if (config.sample === "file") {
    return { outcome: { samples: 1, columns: null, eventTime: null, notes: [] }, isSteady: true };
  }
  try {
    const reader = await readerOf(file.extension);
    if (reader === undefined) {
      throw new FileProblem(
        `no reader for ${typeName(file)} files; say \`sample: file\` where each is one sample`,
      );
    }
    const count = await reader.read(file, optionsOf(config, zone));
    const change = changeOf(task);
    const notes = change === null ? count.notes : [...count.notes, change];
    return { outcome: { ...count, notes }, isSteady: change === null };
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException)?.code === "ENOENT";
    const problem = isGone
      ? "removed before it could be read"
      : (changeOf(task) ?? messageOf(error));
    return { outcome: { problem }, isSteady: false };
  }
}

/** What a pool's thread says: that it has been loaded, how far it is, and what was counted. */
export type Answer =
  | { readonly state: "ready" }
  | { readonly state: "reading"; readonly position: number; readonly bytes: number }
  | { readonly state: "done"; readonly counted: readonly Counted[] };

/** The other end of a pool's thread: answers until it is stopped. */
export function serveCounts(port: MessagePort): void {
  const say = (answer: Answer) => port.postMessage(answer);
  const interned = new Interned();
  port.on("message", async ({ tasks, zone }: { tasks: CountTask[]; zone: string }) => {
    const counted: Counted[] = [];
    for (const [position, task] of tasks.entries()) {
      const onRead = (bytes: number) => say({ state: "reading", position, bytes });
      const { outcome, isSteady } = await countFile(revived(task), zoneOf(zone), onRead);
      counted.push({ outcome: interned.of(outcome), isSteady });
    }
    say({ state: "done", counted });
  });
  say({ state: "ready" });
}

/** A file's fields alone, whatever has them: an object with methods cannot cross to a thread. */
export function plain({ path, location, sizeBytes, extension, compression }: DataFile): DataFile {
  return { path, location, sizeBytes, extension, compression };
}

/** A Buffer arrives as the bytes that it is. */
function revived(task: CountTask): CountTask {
  const { location } = task.file;
  if (typeof location === "string") return task;
  return { ...task, file: { ...task.file, location: Buffer.from(location) } };
}

/** What happened to a file since it was listed, or null. */
function changeOf({ file, modifiedMs }: CountTask): string | null {
  let stats: Stats | undefined;
  try {
    stats = statSync(file.location, { throwIfNoEntry: false });
  } catch {
    return null; // The reader has met that, too.
  }
  if (stats === undefined) return "removed while it was read";
  if (stats.size === file.sizeBytes && stats.mtimeMs === modifiedMs) return null;
  return `written to while it was read: ${file.sizeBytes} bytes before, ${stats.size} after`;
}

function optionsOf(config: SourceConfig, zone: Zone): ReadOptions {
  const { time_column: timeColumn, delimiter, header, records } = config;
  return {
    zone,
    ...(timeColumn !== undefined && { timeColumn }),
    ...(delimiter !== undefined && { delimiter }),
    ...(header !== undefined && { header }),
    ...(records !== undefined && { records }),
  };
}
