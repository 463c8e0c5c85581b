import type { Config } from "../config/schema.ts";
import { formatDay, type Zone } from "../instant.ts";
import type { TrainingHistory } from "./history.ts";

/** The samples that a retraining needs, and who says so, as a clause. */
export interface Minimum {
  readonly samples: number;
  readonly by: string;
}

/**
 * The minimum of training samples: as configured, else as many as the last full training of the history
 * had; null where neither says.
 */
export function minimumOf(
  { requirements }: Config,
  { runs, files }: Pick<TrainingHistory, "runs" | "files">,
  zone: Zone,
): Minimum | null {
  const { minimum_replay_size: configured } = requirements;
  if (configured !== undefined) return { samples: configured, by: "configured" };
  const last = runs
    .filter((run) => run.type === "full_retrain" && run.samples !== null && run.samples > 0)
    .reduce<TrainingHistory["runs"][number] | null>(
      (newest, run) => (newest === null || run.at > newest.at ? run : newest),
      null,
    );
  if (last === null) return null;
  const on = formatDay(zone.dayOf(last.at));
  const from = files.length === 1 ? ` (${files[0]})` : "";
  return { samples: last.samples as number, by: `the full training of ${on}${from}` };
}
