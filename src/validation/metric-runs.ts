import { formatInstant, type Zone } from "../instant.ts";
import type { Evaluation } from "./metric-tree.ts";
import type { ResultTime } from "./result-time.ts";
import type { ValidationRun } from "./schema.ts";

/** What the tools themselves judged of evaluations, oldest first. */
export function runsOf(
  dated: readonly (ResultTime &
    Pick<Evaluation, "leaves" | "verdict"> & {
      readonly file: { readonly path: string; readonly modelVersion: string | null };
    })[],
  zone: Zone,
): ValidationRun[] {
  const sorted = dated.toSorted((a, b) => a.at - b.at);
  return sorted.flatMap(({ file, at, timeSource, verdict, leaves }): ValidationRun[] => {
    if (!verdict) return [];
    const stated = leaves.find(({ modelVersion }) => modelVersion !== null)?.modelVersion;
    const model_version = stated ?? file.modelVersion;
    const time = formatInstant(at, zone);
    return [{ path: file.path, time, time_source: timeSource, model_version, ...verdict }];
  });
}
