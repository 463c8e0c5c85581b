import { nearestCadence } from "../config/cadence.ts";
import { BY_CADENCE, DEFAULT_GPUS } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import { effortModel } from "./effort.ts";
import { gpuText } from "./gpus.ts";
import type { TrainingHistory } from "./history.ts";
import type { Minimum } from "./minimum.ts";
import type { Requirements } from "./schema.ts";

/** Bytes in a megabyte, as in the generator and as most file managers count. */
export const BYTES_PER_MB = 1024 ** 2;

/** The generator's rule: a thousand samples a megabyte. Its document is the only one that judges by size. */
export const BYTES_PER_SAMPLE: number = BYTES_PER_MB / 1000;

/**
 * The needs of a full training: as configured, else as usual in the history, else the generator's figures, which are
 * marked as assumed.
 */
export function estimateRequirements(
  config: Config,
  minimum: Minimum | null,
  history: TrainingHistory,
): Requirements {
  const { requirements, schedule } = config;
  const byCadence = BY_CADENCE[nearestCadence(schedule.cadence)];
  const model = effortModel(config, history);
  const full = model.of("full_retrain", null);
  const isTimeKnown = full.duration_basis !== "default";
  const gpus = requirements.gpus ?? full.gpus;
  const learned = model.learned.by_type.find(({ type }) => type === "full_retrain");
  return {
    min_samples: minimum?.samples ?? null,
    min_data_size_mb: minimum === null ? null : (minimum.samples * BYTES_PER_SAMPLE) / BYTES_PER_MB,
    estimated_training_time_hours: isTimeKnown ? full.hours : byCadence.trainingHours,
    compute_requirements: gpuText(gpus ?? DEFAULT_GPUS),
    storage_requirements_gb: full.storage_gb,
    assumed: {
      training_time: !isTimeKnown,
      compute: gpus === null,
      storage: requirements.storage_gb === undefined && learned?.storage_gb == null,
    },
    prerequisites: [...byCadence.prerequisites],
  };
}
