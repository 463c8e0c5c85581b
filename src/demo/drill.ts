import type { DemoFile } from "./file.ts";

/** The record of a rollback drill, by which a checklist item is ticked. */
export function drillFile(): DemoFile {
  return {
    path: "docs/rollback-drill.md",
    content: `# Rollback drill, 18 June 2025

3.2.0 was replaced by 3.1.0 within four minutes; no request failed. Next drill: September.
`,
    modified: "2025-06-18T13:40:00Z",
  };
}
