import { UserError } from "../errors.ts";
import { oneLine } from "../render/escape.ts";
import type { Entry } from "./entry.ts";
import { installCommand, installedProgram, minimumComment } from "./install.ts";
import { cronText, type RunTimes } from "./run-times.ts";
import { refuseControls, shellWord } from "./shell.ts";
import { yamlText } from "./yaml-text.ts";

/** A workflow of GitHub Actions, which runs by UTC. */
export function renderGitHub(entry: Entry): string {
  refuseControls("a workflow", entry.below, entry.output, ...entry.arguments);
  const times = inUtc(entry.times, entry.offsetMinutes);
  const project = ["$GITHUB_WORKSPACE", entry.below].filter(Boolean).join("/");
  const words = entry.arguments.map(shellWord);
  const place = "$RUNNER_TEMP/retrain-plan";
  const run = [`"${installedProgram(place)}" generate --quiet --cwd ${quoted(project)}`, ...words];
  const output = [expression("github.workspace"), inert(entry.below), inert(entry.output)];
  const workflow = {
    name: inert(`Retraining plan of ${oneLine(entry.title)}`),
    on: { schedule: [{ cron: cronText(times) }], workflow_dispatch: {} },
    permissions: { contents: "read" },
    concurrency: `retrain-plan-${entry.name}`,
    jobs: {
      plan: {
        "runs-on": "ubuntu-latest",
        steps: [
          // Past values of metric files are read from the commits.
          { uses: "actions/checkout@v4", with: { "fetch-depth": 0 } },
          { uses: "actions/setup-node@v4", with: { "node-version": 22 } },
          // Apart from the next step, whose secret it does not see.
          {
            "working-directory": expression("runner.temp"),
            run: installCommand(entry, `"${place}"`),
          },
          {
            run: inert(run.join(" ")),
            env: { RETRAIN_PLAN_NOTIFY_URL: expression("secrets.RETRAIN_PLAN_NOTIFY_URL") },
          },
          {
            uses: "actions/upload-artifact@v4",
            with: { name: "retraining-plan", path: output.filter(Boolean).join("/") },
          },
        ],
      },
    },
  };
  return [
    `# .github/workflows/retrain-plan-${entry.name}.yml`,
    "# For the default branch: it sees the secret of its last step. Add no pull_request_target.",
    ...minimumComment(entry),
    ...(entry.offsetMinutes === 0
      ? []
      : [
          `# GitHub runs cron in UTC: converted with today's offset of ${entry.zone}; the local time shifts by an hour when its clocks change.`,
        ]),
    yamlText(workflow),
  ].join("\n");
}

/** Escapes a text that GitHub would evaluate as an expression. */
function inert(text: string): string {
  return text.replaceAll(OPENING, () => expression(`'${OPENING}'`));
}

const OPENING = "$" + "{{";

function expression(text: string): string {
  return `${OPENING} ${text} }}`;
}

/** A word of the shell in which $GITHUB_WORKSPACE is a variable. */
function quoted(path: string): string {
  const [variable = "", ...rest] = path.split("/");
  const below = rest.map((part) => `/${part.replace(/[\\"`$]/g, "\\$&")}`).join("");
  return `"${variable}${below}"`;
}

/** @throws UserError where a day would become another in a way that cron cannot say */
function inUtc(times: RunTimes, offsetMinutes: number): RunTimes {
  const { minute, hour, dayOfMonth, weekday, month } = times;
  if (offsetMinutes === 0 || (hour === null && offsetMinutes % 60 === 0)) return times;
  if (minute === null || hour === null || (minute.length > 1 && offsetMinutes % 60 !== 0)) {
    throw cannotSay();
  }
  const moved = hour.flatMap((h) => minute.map((m) => h * 60 + m - offsetMinutes));
  const days = new Set(moved.map((at) => Math.floor(at / 1440)));
  const [shift = 0] = days;
  const hasDays = dayOfMonth !== null || weekday !== null || month !== null;
  if (hasDays && (days.size > 1 || (shift !== 0 && (dayOfMonth ?? month) !== null))) {
    throw cannotSay();
  }
  const inDay = moved.map((at) => ((at % 1440) + 1440) % 1440);
  const sorted = (values: number[]) => [...new Set(values)].sort((a, b) => a - b);
  return {
    ...times,
    minute: sorted(inDay.map((at) => at % 60)),
    hour: sorted(inDay.map((at) => Math.floor(at / 60))),
    weekday: weekday && sorted(weekday.map((day) => (day + shift + 7) % 7)),
  };
}

function cannotSay(): UserError {
  return new UserError("GitHub uses UTC, in which cron cannot say this time", {
    hint: "name another with --at, or --timezone UTC",
  });
}
