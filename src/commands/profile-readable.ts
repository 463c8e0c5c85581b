import {
  type DayRange,
  type Engine,
  type EngineFile,
  EngineProblem,
  type EngineSource,
} from "../engine/engine.ts";
import type { Bins, Profile } from "../engine/profile.ts";

/** A profile, and the files without which it was made. */
interface ReadableProfile {
  readonly profile: Profile;
  readonly unreadable: readonly UnreadableFile[];
}

export interface UnreadableFile {
  readonly name: string;
  /** A clause: "has 4 rows as DuckDB reads it, 5 as it was counted". */
  readonly why: string;
}

/**
 * The profile of a source without the files that the engine cannot read.
 *
 * @throws EngineProblem where the source has more than ten of them, or the engine was stopped
 */
export async function profileReadable(
  engine: Engine<EngineSource>,
  source: EngineSource,
  window: DayRange,
  bins?: Bins,
): Promise<ReadableProfile> {
  const unreadable: UnreadableFile[] = [];
  for (;;) {
    const names = new Set(unreadable.map(({ name }) => name));
    const files = source.files.filter(({ name }) => !names.has(name));
    const rest = { ...source, files };
    try {
      return { profile: await engine.profile(rest, window, bins), unreadable };
    } catch (error) {
      if (!(error instanceof EngineProblem) || error.isStopped) throw error;
      if (unreadable.length === MOST_UNREADABLE) throw error;
      const file = await findUnreadable(engine, rest, window, error);
      if (file === null) throw error;
      unreadable.push(file);
    }
  }
}

/** A source with more of them is not what it was taken for. */
const MOST_UNREADABLE = 10;

/** The file that the problem names; else it is looked for by halves, since DuckDB often names none. */
async function findUnreadable(
  engine: Engine<EngineSource>,
  source: EngineSource,
  window: DayRange,
  problem: EngineProblem,
): Promise<UnreadableFile | null> {
  if (problem.file !== null) return { name: problem.file, why: problem.message };
  let files = source.files;
  while (files.length > 1) {
    const half = files.slice(0, Math.ceil(files.length / 2));
    const isThere = (await findProblem(engine, source, half, window)) !== null;
    files = isThere ? half : files.slice(half.length);
  }
  const [file] = files;
  if (file === undefined) return null;
  const own = await findProblem(engine, source, files, window);
  const why = own?.message.replaceAll(file.path, file.name);
  return why === undefined ? null : { name: file.name, why: `cannot be read: ${why}` };
}

async function findProblem(
  engine: Engine<EngineSource>,
  source: EngineSource,
  files: readonly EngineFile[],
  window: DayRange,
): Promise<EngineProblem | null> {
  try {
    await engine.profile({ ...source, files }, window);
    return null;
  } catch (error) {
    if (error instanceof EngineProblem && !error.isStopped) return error;
    throw error;
  }
}
