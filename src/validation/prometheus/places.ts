/** Where exporters and jobs leave metrics as text. */
const FOLDERS = ["", "metrics/", "monitoring/", "evaluation/", "reports/", "prometheus/"];

export const PROMETHEUS_PLACES: readonly string[] = [
  ...FOLDERS.map((folder) => `${folder}*.{om,prom,openmetrics}`),
  "prometheus/*.json",
];
