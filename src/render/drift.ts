import type { DriftAssessment } from "../drift/schema.ts";
import { count } from "../quantity.ts";
import { oneLine } from "./escape.ts";
import { renderTable } from "./table.ts";

/** The drift assessment for a terminal: the verdict first, then the runs that it rests on. */
export function renderDrift(drift: DriftAssessment): string {
  const { runs, alerts, problems } = drift;
  const verdict = [
    `Validation trend         ${drift.validation_trend}`,
    `Performance degradation  ${drift.performance_degradation}`,
    `Distribution shift       ${drift.data_distribution_shift}`,
    `Recommendation           ${drift.recommendation.replaceAll("_", " ")}`,
    `Alerts                   ${alerts.recent.length} in the last ${count(alerts.days, "day")}; more than ${alerts.limit} mean degradation`,
  ].join("\n");
  const table = renderTable(
    [
      { title: "Validated" },
      { title: "Status" },
      { title: "Model" },
      { title: "Time from" },
      { title: "File" },
    ],
    runs.map((run) => [
      run.time.slice(0, 10),
      run.status,
      run.model_version ?? "unknown",
      run.time_source,
      run.path,
    ]),
  );
  const blocks = [
    `${verdict}\n`,
    runs.length === 0 ? "No validation run was found.\n" : `${table}The last three are judged.\n`,
    ...(problems.length === 0
      ? []
      : [
          `Left out:\n${problems.map(({ path, problem }) => `  ${oneLine(`${path}: ${problem}`)}\n`).join("")}`,
        ]),
  ];
  return blocks.join("\n");
}
