import type { DemoFile } from "./file.ts";

const ALERTS = [
  ["2025-07-22T06:14:31Z", "notice", "data/raw/usage arrived 3 h late"],
  ["2025-08-04T06:02:10Z", "warning", "share of plan=team is 21% (7 days), 8% in training"],
  ["2025-08-11T06:02:08Z", "warning", "population stability index of plan is 0.17, limit 0.10"],
  ["2025-08-13T04:05:00Z", "critical", "validation of 3.2.0 failed: auc 0.8352, limit 0.84"],
] as const;

/** The alerts of monitoring: `artifacts/audit/alert_<date>.json`. */
export function alertFiles(): DemoFile[] {
  return ALERTS.map(([timestamp, severity, message]) => ({
    path: `artifacts/audit/alert_${timestamp.slice(0, 10)}.json`,
    content: `${JSON.stringify({ timestamp, severity, message }, null, 2)}\n`,
    modified: timestamp,
  }));
}
