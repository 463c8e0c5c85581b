import type { Config } from "../config/schema.ts";
import { formatDay, type Zone } from "../time/instant.ts";
import type { TrainingHistory } from "./history.ts";

/** The samples that a retraining needs, and who says so, as a clause. */
export interface Minimum {
  readonly samples: number;
  readonly by: string;
}

/** The facts of past trainings from which a minimum is learned. */
export type LearnedFrom = Pick<TrainingHistory, "runs" | "files" | "isTracked" | "champion">;

/**
 * The minimum of training samples: as configured, else as many as the champion trained on, else as many as
 * the last full training had; null where none says. A history that someone keeps by hand comes before what
 * MLflow tracked.
 */
export function chooseMinimum(
  { requirements }: Config,
  history: LearnedFrom,
  zone: Zone,
): Minimum | null {
  const { minimum_replay_size: configured } = requirements;
  if (configured !== undefined) return { samples: configured, by: "configured" };
  const [champion, last] = [championMinimum(history), lastFullMinimum(history, zone)];
  return history.isTracked === false ? (last ?? champion) : (champion ?? last);
}

function championMinimum({ champion }: LearnedFrom): Minimum | null {
  return champion == null
    ? null
    : { samples: champion.samples, by: `the champion's training (MLflow's ${champion.run})` };
}

function lastFullMinimum({ runs, files }: LearnedFrom, zone: Zone): Minimum | null {
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
