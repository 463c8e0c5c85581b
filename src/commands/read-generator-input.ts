import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { GeneratorInput } from "../render/classic.ts";
import { type Instant, MICROS_PER_DAY } from "../time/instant.ts";
import { findMatches } from "../trust/named-files.ts";
import { readNamed } from "../trust/named-text.ts";
import type { Project } from "./project.ts";

/** Where the script looked for data, in its order. */
const DATA = [
  "data/**/*.csv",
  "data/**/*.parquet",
  "data/**/*.json",
  "features/**/*",
  "datasets/**/*",
];
const ALERT_DAYS = 7;

/** Reads what the script that `classic` reproduces looked at; the configuration of sources is not its own. */
export function readGeneratorInput(project: Project): GeneratorInput {
  const { now, zone, stated } = project;
  const { cadence: _, ...schedule } = stated?.schedule ?? {};
  const since = now - ALERT_DAYS * MICROS_PER_DAY;
  return {
    data: DATA.flatMap((pattern) => findFiles(pattern, project)),
    validations: findFiles("artifacts/*/validation_*.json", project)
      .sort((a, b) => a.at - b.at)
      .slice(-3)
      .flatMap(({ path }) => statusIn(path, project)),
    recentAlerts: findFiles("artifacts/audit/*alert*.json", project).filter(({ at }) => at > since)
      .length,
    hasSchedule: Object.keys(schedule).length > 0,
    hasChecklist: stated?.checklist !== undefined,
    now,
    zone,
  };
}

interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly at: Instant;
}

/** Without hidden files, or those in hidden folders. */
function findFiles(pattern: string, project: Project): FoundFile[] {
  const found = findMatches([pattern], project, { hint: "remove the link" });
  return found.flatMap((path) => {
    if (/(^|\/)\./.test(path)) return [];
    const stats = statSync(resolve(project.cwd, path), { bigint: true, throwIfNoEntry: false });
    return stats?.isFile()
      ? [{ path, bytes: Number(stats.size), at: Number(stats.mtimeNs / 1000n) }]
      : [];
  });
}

function statusIn(path: string, project: Project): string[] {
  try {
    const { status } = JSON.parse(readNamed(path, project, "data").toString("utf8"));
    return [String(status)];
  } catch {
    return [];
  }
}
