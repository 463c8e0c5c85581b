import type { CheckFormat } from "../../config/choices.ts";
import type { CheckRenderer } from "./report.ts";

/** The renderer of a format but `text`, which the terminal colours. */
export async function loadCheckRenderer(
  format: Exclude<CheckFormat, "text">,
): Promise<CheckRenderer> {
  switch (format) {
    case "json":
      return (await import("./json.ts")).renderCheckJson;
    case "md":
      return (await import("./markdown.ts")).renderCheckMarkdown;
    case "junit":
      return (await import("./junit.ts")).renderJunit;
    case "github":
      return (await import("./github.ts")).renderAnnotations;
    case "gitlab":
      return (await import("./gitlab.ts")).renderCodeQuality;
  }
}
