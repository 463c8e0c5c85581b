import { type Config, listAlertFiles } from "../config/schema.ts";
import type { SearchRules } from "../inventory/search.ts";
import { READERS } from "../validation/tools.ts";
import { HISTORY_PLACES } from "./read-history.ts";

/** Files of a project that are not data: its plans, and files read as metrics, validations or history. */
export function collectSearchRules({
  output,
  requirements,
  schedule,
  validation,
}: Config): SearchRules {
  const results = [
    ...READERS.flatMap(({ places }) => places),
    ...HISTORY_PLACES,
    ...validation.runs,
    ...listAlertFiles(validation.alerts),
    ...(validation.sources ?? []).flatMap(({ path }) => path ?? []),
    ...(requirements.history === undefined ? [] : [requirements.history.path]),
    ...(schedule.calendars ?? []),
  ];
  return { output: output.directory, results: results.map((path) => path.replace(/^\.\//, "")) };
}
