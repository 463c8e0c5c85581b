import type { EntryFormat } from "../config/choices.ts";
import type { Entry } from "./entry.ts";

/** Writes an entry in a scheduler's own language. Pure. */
export type EntryRenderer = (entry: Entry) => string;

/** The renderer of a format. */
export async function loadEntryRenderer(format: EntryFormat): Promise<EntryRenderer> {
  switch (format) {
    case "crontab":
      return (await import("./crontab.ts")).renderCrontab;
    case "systemd":
      return (await import("./systemd.ts")).renderSystemd;
    case "kubernetes":
      return (await import("./kubernetes.ts")).renderKubernetes;
    case "airflow":
      return (await import("./airflow.ts")).renderAirflow;
    case "github":
      return (await import("./github.ts")).renderGitHub;
    case "gitlab":
      return (await import("./gitlab.ts")).renderGitLab;
  }
}
