import { nearestCadence } from "../config/cadence.ts";
import { BY_CADENCE } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import type { Minimum } from "./minimum.ts";
import type { Requirements } from "./schema.ts";

/** Bytes in a megabyte, as in the generator and as most file managers count. */
export const BYTES_PER_MB = 1024 ** 2;

/** What a retraining needs: as configured, else the generator's figures for the cadence. */
export function requirementsOf(config: Config, minimum: Minimum | null): Requirements {
  const { requirements, schedule } = config;
  const byCadence = BY_CADENCE[nearestCadence(schedule.cadence)];
  return {
    min_samples: minimum?.samples ?? null,
    min_data_size_mb:
      minimum === null ? null : (minimum.samples * bytesPerSample(config)) / BYTES_PER_MB,
    estimated_training_time_hours: requirements.training_hours ?? byCadence.trainingHours,
    compute_requirements: requirements.compute,
    storage_requirements_gb: requirements.storage_gb,
    prerequisites: [...(requirements.prerequisites ?? byCadence.prerequisites)],
  };
}

/** The generator's rule, a thousand samples a megabyte, unless the bytes of one are configured. */
export function bytesPerSample({ requirements }: Config): number {
  return requirements.bytes_per_sample ?? BYTES_PER_MB / 1000;
}
