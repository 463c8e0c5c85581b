import { stringify } from "yaml";
import { oneLine } from "../render/escape.ts";
import type { Entry } from "./entry.ts";
import { cronText } from "./run-times.ts";
import { shellWord } from "./shell.ts";

/** A job for .gitlab-ci.yml; the time stands in the project's settings, which a comment says. */
export function renderGitLab(entry: Entry): string {
  const below = entry.below === "" ? "" : `/${entry.below.replace(/[\\"`$]/g, "\\$&")}`;
  const words = entry.arguments.map(shellWord);
  const job = {
    [`retrain-plan-${entry.name}`]: {
      image: "node:22",
      // Past values of metric files are read from the commits.
      variables: { GIT_DEPTH: "0" },
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
      script: [
        [
          `npx --yes retrain-plan@${entry.version} generate --quiet --cwd "$CI_PROJECT_DIR${below}"`,
          ...words,
        ].join(" "),
      ],
      artifacts: {
        when: "always",
        paths: [[entry.below, entry.output].filter(Boolean).join("/")],
      },
    },
  };
  return [
    `# .gitlab-ci.yml: the retraining plan of ${oneLine(entry.title)}.`,
    "# Its time is set under Build > Pipeline schedules, or by",
    `# glab schedule create --description retrain-plan --ref main --cron "${cronText(entry.times)}" --cronTimeZone ${entry.zone}`,
    stringify(job, { lineWidth: 0 }),
  ].join("\n");
}
