import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

/** The mistakes that are usual: each is one line that leads to the fix. */

/** Data, and one evaluation of each of two metrics. */
const PROJECT = {
  "data/train.csv": "event_time,x\n2025-08-01,1\n2025-08-02,2\n",
  "metrics.json": '{"val_auc": 0.9, "val_recall": 0.8, "timestamp": "2025-08-01T00:00:00Z"}',
};

const CHECK = ["check", "--min-replay", "1", "--now", "2025-08-03T00:00:00Z"];

/** What a command line writes to the standard error, and its exit status. */
async function called(config: string | null, words: readonly string[]) {
  const files = config === null ? PROJECT : { ...PROJECT, "retrain-plan.yaml": config };
  const { host, record } = fakeHost(scratch(files));
  const status = await run(words, host);
  return { status, stderr: record.stderr };
}

/** What `check` says of a configuration. */
test.each<[mistake: string, config: string, line: string]>([
  [
    "a misspelt key",
    "schedule:\n  cadense: monthly\n",
    "2: schedule.cadense: unknown key, perhaps cadence",
  ],
  [
    "a key that is not indented",
    "schedule:\ncadence: monthly\n",
    "2: cadence: unknown key, which belongs under schedule: indent it below `schedule:`",
  ],
  [
    "a key in another section",
    "model:\n  cadence: monthly\n",
    "2: model.cadence: unknown key, which belongs under schedule",
  ],
  [
    "a key of the top below a section",
    "schedule:\n  timezone: UTC\n",
    "2: schedule.timezone: unknown key, which belongs at the top: write it without indentation",
  ],
  [
    "a limit without its metric",
    "metrics:\n  floor: 0.8\n",
    "2: metrics.floor: found 0.8, expected the name of a metric: floor belongs below one, such as `auc: {floor: 0.8}`",
  ],
  [
    "a metric beside `metrics`",
    "auc: { floor: 0.8 }\n",
    "1: auc: unknown key, which belongs under metrics: indent it below `metrics:`",
  ],
  [
    "a line that is indented too far",
    "schedule:\n  cadence: monthly\n    cycles: 3\n",
    "2: a second `: ` in the value of a key; put the value in quotes, or indent the next line like this one",
  ],
  [
    "a tab",
    "schedule:\n\tcadence: monthly\n",
    "2: Tabs are not allowed as indentation; indent with spaces",
  ],
  [
    "a section that is there twice",
    "schedule:\n  cadence: monthly\nmodel:\n  id: A\nschedule:\n  cycles: 3\n",
    "5: the key schedule is there twice, first in line 1; merge them, or remove one",
  ],
  [
    "a key that is there twice",
    "schedule:\n  cadence: monthly\n  cadence: weekly\n",
    "3: the key schedule.cadence is there twice, first in line 2; merge them, or remove one",
  ],
  [
    "a key that has moved",
    "drift:\n  metrics: { auc: { floor: 0.8 } }\n",
    "2: drift.metrics.auc moved to metrics.auc, where a metric has one floor or ceiling: write `metrics: {auc: {floor: 0.8}}`",
  ],
  [
    "a misspelt metric",
    "metrics:\n  aucc: { floor: 0.8 }\n",
    "2: metrics.aucc: no metric of this name was read, perhaps val_auc; there are val_auc, val_recall; correct the name, or remove it",
  ],
  [
    "a percentage",
    "metrics:\n  auc: { max_drop: 2% }\n",
    '2: metrics.auc.max_drop: found "2%", expected a number: write 0.02',
  ],
  [
    "a negative floor",
    "metrics:\n  auc: { floor: -0.8 }\n",
    "2: metrics.auc.floor: found -0.8, expected a number from 0: auc is never below it",
  ],
  [
    "a date as day, month, year",
    "schedule:\n  blackouts: [31/12/2025]\n",
    '2: schedule.blackouts[0]: found "31/12/2025", expected a date: write 2025-12-31',
  ],
  [
    "a date that may be two",
    "schedule:\n  blackouts:\n    - from: 2026-01-02\n      to: 05/01/2026\n",
    '4: schedule.blackouts[0].to: found "05/01/2026", expected a date: write 2026-01-05 or 2026-05-01',
  ],
  [
    "a duration without a unit",
    "schedule:\n  lead_time: 36\n",
    '2: schedule.lead_time: found 36, expected an ISO 8601 duration: "PT36H" for 36 hours, "P3D" for 3 days',
  ],
  [
    "a duration in words",
    "schedule:\n  lead_time: 2 days\n",
    '2: schedule.lead_time: found "2 days", expected an ISO 8601 duration: "PT36H" for 36 hours, "P3D" for 3 days',
  ],
  [
    "a misspelt cadence",
    "schedule:\n  cadence: weekli\n",
    '2: schedule.cadence: found "weekli", expected a cadence, perhaps "weekly"',
  ],
  [
    "a list instead of a mapping",
    "schedule:\n  - cadence: monthly\n",
    '1: schedule: found [{"cadence":"monthly"}], expected a mapping of keys, without `-` or brackets',
  ],
  [
    "a list of metrics",
    "metrics:\n  - auc\n",
    '1: metrics: found ["auc"], expected a mapping of keys, without `-` or brackets',
  ],
  [
    "a mapping instead of a list",
    "sources:\n  path: data\n",
    '1: sources: found {"path":"data"}, expected a list: write `- ` before each item',
  ],
  [
    "a text instead of a list",
    "sources: data\n",
    '1: sources: found "data", expected a list: write `[{path: data}]`',
  ],
  [
    "a text instead of a mapping",
    "schedule: monthly\n",
    '1: schedule: found "monthly", expected a mapping of keys: cadence, anchor, lead_time …',
  ],
  [
    "a section without keys",
    "schedule:\n  # cadence: monthly\n",
    "1: schedule: found null, expected a mapping of keys, indented below it",
  ],
  [
    "a misspelt column",
    "sources:\n  - path: data\n    time_column: event_tme\n",
    '3: sources[0].time_column: no table of data has the column "event_tme", perhaps "event_time"; there are "event_time", "x"; correct `time_column`, or remove it',
  ],
  [
    "a path that does not exist",
    "sources:\n  - path: data/trian.csv\n",
    "2: sources[0].path: data/trian.csv: no such file or directory, perhaps data/train.csv; correct the path",
  ],
  [
    "a wrong role",
    "sources:\n  - path: data\n    role: train\n",
    '3: sources[0].role: found "train", expected one of "training", "holdout", "raw", "lookup", "prediction", "reference", "other", perhaps "training"',
  ],
  [
    "an unknown time zone",
    "timezone: Europe/Berln\n",
    '1: timezone: found "Europe/Berln", expected an IANA time zone, perhaps "Europe/Berlin"',
  ],
  [
    "a misspelt rule",
    "gate:\n  fail_on: [insufficent-data]\n",
    '2: gate.fail_on[0]: found "insufficent-data", expected one of "insufficient-data", "degradation", "urgent", "unreadable", "unknown", perhaps "insufficient-data"',
  ],
])("%s in the configuration", async (_, config, line) => {
  const stderr = `retrain-plan: retrain-plan.yaml:${line}\n`;
  expect(await called(config, CHECK)).toEqual({ status: 2, stderr });
});

test.each<[mistake: string, words: string[], line: string]>([
  [
    "a misspelt flag",
    ["check", "--min-repaly", "5"],
    "unknown option '--min-repaly'; did you mean --min-replay?",
  ],
  [
    "an unknown flag",
    ["check", "--source", "data"],
    "unknown option '--source'; --help lists the options",
  ],
  ["a misspelt command", ["genrate"], "unknown command 'genrate'; did you mean generate?"],
  ["an unknown command", ["train"], "unknown command 'train'; --help lists the commands"],
  [
    "a misspelt rule",
    [...CHECK, "--fail-on", "urgent,insufficent-data"],
    '--fail-on: "insufficent-data" is not one of insufficient-data, degradation, urgent, unreadable, unknown; did you mean insufficient-data?',
  ],
  [
    "an unknown format",
    ["generate", "--format", "pdf"],
    '--format: "pdf" is not one of md, html, json',
  ],
  [
    "a misspelt template",
    ["generate", "--template", "breif", "--dry-run"],
    '"breif" is neither a template nor a file; did you mean brief?',
  ],
  [
    "a duration without a unit",
    ["generate", "--wait", "10"],
    '--wait: found "10", expected a time such as 90s, 10m or 2h',
  ],
  [
    "a number with a letter",
    ["check", "--min-replay", "20k"],
    '--min-replay: found "20k", expected a whole number from 1',
  ],
  [
    "a date as day, month, year",
    ["check", "--now", "31/12/2025"],
    '--now: "31/12/2025" is not an instant; write 2025-12-31',
  ],
  [
    "a directory that does not exist",
    ["check", "--cwd", "nowhere"],
    "nowhere: no such directory; correct --cwd",
  ],
  [
    "a configuration that does not exist",
    ["check", "--config", "plan.yml"],
    "plan.yml: cannot be read: no such file or directory; name another with --config",
  ],
])("%s on the command line", async (_, words, line) => {
  expect(await called(null, words)).toEqual({ status: 2, stderr: `retrain-plan: ${line}\n` });
});
