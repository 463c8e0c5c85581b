import { oneLine } from "../render/escape.ts";
import type { Entry } from "./entry.ts";
import { installCommand, installedProgram, minimumComment } from "./install.ts";
import { cronText } from "./run-times.ts";
import { refuseControls, shellWord } from "./shell.ts";
import { yamlText } from "./yaml-text.ts";

/** A job for .gitlab-ci.yml; the time stands in the project's settings, which a comment says. */
export function renderGitLab(entry: Entry): string {
  refuseControls("a job of GitLab", entry.below, entry.output, ...entry.arguments);
  const below = entry.below === "" ? "" : `/${entry.below.replace(/[\\"`$]/g, "\\$&")}`;
  const words = entry.arguments.map(shellWord);
  const job = {
    [`retrain-plan-${entry.name}`]: {
      image: "node:22",
      // Past values of metric files are read from the commits.
      variables: { GIT_DEPTH: "0" },
      rules: [{ if: '$CI_PIPELINE_SOURCE == "schedule"' }],
      script: [
        // The checkout may hold an .npmrc or node_modules that npm would obey.
        'cd "$(mktemp -d)"',
        installCommand(entry, '"$PWD"'),
        [
          `"${installedProgram("$PWD")}" generate --quiet --cwd "$CI_PROJECT_DIR${below}"`,
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
    "# For a protected branch: a schedule runs with the variables that such a branch sees.",
    ...minimumComment(entry),
    "# Its time is set under Build > Pipeline schedules, or by",
    `# glab schedule create --description retrain-plan --ref main --cron "${cronText(entry.times)}" --cronTimeZone ${entry.zone}`,
    yamlText(job),
  ].join("\n");
}
