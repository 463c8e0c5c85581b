import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { accountFiles } from "./accounts.ts";
import { alertFiles } from "./alerts.ts";
import { DEMO_CONFIG } from "./config.ts";
import { drillFile } from "./drill.ts";
import { eventFiles } from "./events.ts";
import type { DemoFile } from "./file.ts";
import { historyFile } from "./history.ts";
import { DEMO_README } from "./readme.ts";
import { sessionFiles } from "./sessions.ts";
import { ticketFiles } from "./tickets.ts";
import { usageFiles } from "./usage.ts";
import { validationFiles } from "./validations.ts";

/** The instant at which the story of the example project stands, for `--now`. */
export const DEMO_NOW = "2025-08-14T08:00:00Z";

/**
 * Writes the example project: the data, validations, alerts and training history of a churn model that
 * wears out. The same bytes and the same modification times on every run, in every zone. Files of the
 * same names are replaced, others left alone; the directory is made where it is missing.
 *
 * @returns the paths written, relative to `directory`, in the order of writing
 * @throws the file system's error where a file cannot be written
 */
export async function writeDemo(directory: string): Promise<string[]> {
  const files = await demoFiles();
  for (const { path, content, modified } of files) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    const seconds = Date.parse(modified) / 1000;
    await utimes(target, seconds, seconds);
  }
  return files.map((file) => file.path);
}

async function demoFiles(): Promise<DemoFile[]> {
  return [
    { path: "README.md", content: DEMO_README, modified: DEMO_NOW },
    { path: "retrain-plan.yaml", content: DEMO_CONFIG, modified: DEMO_NOW },
    ...eventFiles(),
    ...(await accountFiles()),
    ...(await sessionFiles()),
    ...usageFiles(),
    ...ticketFiles(),
    ...validationFiles(),
    ...alertFiles(),
    historyFile(),
    drillFile(),
  ];
}
