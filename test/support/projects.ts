import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
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

/** Where what one of them must give stands. */
export function expectedFile(project: string, name: string): string {
  return new URL(`../../fixtures/projects/${project}/expected/${name}`, import.meta.url).pathname;
}
