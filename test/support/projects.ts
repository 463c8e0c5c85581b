import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "./host.ts";
import { scratch, setModified } from "./scratch.ts";

/** The projects of fixtures/projects: well, without data, with another model wanted; an image and a credit team. */
export const PROJECTS = ["healthy", "starved", "decaying", "image", "credit"] as const;

/** A copy of one of them, its files written on 13 August 2025, which git does not keep. */
export function copyProject(name: (typeof PROJECTS)[number]): string {
  // A calendar without a model's name has that of its folder.
  const directory = join(scratch(), name);
  cpSync(join("fixtures/projects", name, "project"), directory, { recursive: true });
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) setModified(join(entry.parentPath, entry.name), "2025-08-13T10:00:00Z");
  }
  return directory;
}

/** The golden file of a document of one of them. */
export function expectedFile(project: string, name: string): string {
  return new URL(`../../fixtures/projects/${project}/expected/${name}`, import.meta.url).pathname;
}

/** The HTML of one of them by a template, as a project of its own gets it. */
export async function renderHtml(
  project: (typeof PROJECTS)[number],
  template: string,
): Promise<string> {
  const { host, record } = fakeHost(copyProject(project));
  await run(["generate", "--dry-run", "--template", template, "--format", "html"], host);
  return record.stdout;
}
