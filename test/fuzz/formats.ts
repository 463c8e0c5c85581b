import type { FuzzedFormat } from "./format.ts";
import { CONTAINERS } from "./formats/containers.ts";
import { DATA } from "./formats/data.ts";
import { KEPT } from "./formats/kept.ts";
import { PATTERNS } from "./formats/patterns.ts";
import { PLAN_FILES } from "./formats/plans.ts";
import { PROJECT } from "./formats/project.ts";
import { RESULTS } from "./formats/results.ts";
import { SCHEDULES } from "./formats/schedules.ts";
import { TRACKING } from "./formats/tracking.ts";

/** Every format that the program reads, those first whose readers are its own. */
export const FORMATS: readonly FuzzedFormat[] = [
  ...DATA,
  ...CONTAINERS,
  ...TRACKING,
  ...PLAN_FILES,
  ...RESULTS,
  ...SCHEDULES,
  ...PROJECT,
  ...PATTERNS,
  ...KEPT,
];
