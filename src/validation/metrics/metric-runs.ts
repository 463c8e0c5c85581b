import { formatInstant, type Zone } from "../../time/instant.ts";
import type { ValidationRun } from "../schema.ts";
import type { Dated } from "./dated.ts";
import { listed } from "./leaves.ts";

/**
 * The tools' own verdicts on evaluations, oldest first. From past versions of an overwritten report only
 * the verdicts on the model are kept: its newest version supersedes those on the data.
 */
export function listRuns(dated: readonly Dated[], zone: Zone): ValidationRun[] {
  const sorted = dated.filter(({ verdicts }) => verdicts.length > 0).sort((a, b) => a.at - b.at);
  return sorted.flatMap(({ file, at, timeSource, verdicts, leaves, isPast }) => {
    const stated = listed(leaves).find(({ modelVersion }) => modelVersion !== null)?.modelVersion;
    const model_version = stated ?? file.modelVersion;
    const time = formatInstant(at, zone);
    const of = { path: file.path, time, time_source: timeSource, model_version };
    return verdicts
      .filter(({ subject }) => subject === "model" || !isPast)
      .map((verdict) => ({ ...of, ...verdict, suite: verdict.suite ?? file.source }));
  });
}
