import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SourceConfig } from "../../src/config/schema.ts";
import {
  type Counted,
  type CountTask,
  countFile,
  mergeParts,
  readHead,
  readPart,
} from "../../src/inventory/counter.ts";
import { Division } from "../../src/inventory/part-planner.ts";
import { createZone } from "../../src/time/instant.ts";

const zone = createZone("Europe/Berlin");

/** Writes a file, and says how to count it. */
export function taskOf(
  directory: string,
  name: string,
  bytes: string | Uint8Array,
  options: Partial<SourceConfig> = {},
): CountTask {
  const location = join(directory, name);
  writeFileSync(location, bytes);
  const { size: sizeBytes, mtimeMs: modifiedMs } = statSync(location);
  const extension = name.slice(name.lastIndexOf("."));
  const config = { path: ".", sample: "row" as const, ...options };
  return {
    file: { path: name, location, sizeBytes, modifiedMs, extension, compression: "none" },
    config,
  };
}

export function whole(task: CountTask): Promise<Counted> {
  return countFile(task, zone, () => {});
}

/**
 * Counts a file as several threads would, but in this one.
 *
 * @param picks decides which of the parts that wait is read next
 * @param between called when the head has been read, before any part is
 * @returns null where the file cannot be divided; how many parts it had, how many were read again
 */
export async function inParts(
  task: CountTask,
  partBytes: number,
  picks: readonly number[] = [0],
  between: () => void = () => {},
): Promise<{ counted: Counted; parts: number; again: number } | null> {
  const head = await readHead(task, zone);
  if (head === null) return null;
  between();
  const division = new Division(head, task.file.sizeBytes, partBytes);
  const waiting = [...division.requests];
  let again = 0;
  for (let turn = 0; !division.isDone; turn++) {
    const pick = (picks[turn % picks.length] as number) % waiting.length;
    const [request] = waiting.splice(pick, 1);
    if (request === undefined) throw new Error("nothing to read, and not done");
    const part = await readPart(task, zone, head, request);
    if (part !== null && "outcome" in part) {
      return { counted: part, parts: division.requests.length, again };
    }
    // As if it had been sent from another thread.
    const retry = division.add(request, structuredClone(part));
    if (retry === null) continue;
    again++;
    waiting.push(retry);
  }
  const counted = await mergeParts(task, zone, head, division.parts);
  return { counted, parts: division.requests.length, again };
}
