import { nearestCadence } from "../config/cadence.ts";
import { BY_CADENCE } from "../config/defaults.ts";
import type { Config } from "../config/schema.ts";
import type { Inventory } from "../inventory/schema.ts";
import { bytes, count } from "../quantity.ts";
import type { Requirements, Sufficiency, Supply } from "./schema.ts";

/** Bytes in a megabyte, as in the generator and as most file managers count. */
export const BYTES_PER_MB = 1024 ** 2;

/** What a retraining needs: as configured, else the generator's figures for the cadence. */
export function requirementsOf(config: Config): Requirements {
  const { requirements, schedule } = config;
  const byCadence = BY_CADENCE[nearestCadence(schedule.cadence)];
  return {
    min_samples: requirements.minimum_replay_size,
    min_data_size_mb: minimumBytes(config) / BYTES_PER_MB,
    estimated_training_time_hours: requirements.training_hours ?? byCadence.trainingHours,
    compute_requirements: requirements.compute,
    storage_requirements_gb: requirements.storage_gb,
    prerequisites: [...(requirements.prerequisites ?? byCadence.prerequisites)],
  };
}

/**
 * Whether the data suffices. Those samples count that lie in the data window, and those whose day is not
 * known: nothing says that they are old, and the plan says how many they are. Enough samples are enough,
 * and too few are too few when every file was counted; else size is asked, which can only say no: that
 * the uncounted bytes hold enough samples is a hope. Of a directory that cannot be read not even the size
 * is known.
 *
 * @param supply null where the day of no sample is known
 * @example 99,000 counted of 100,000, one file uncounted, 40 MB of 100 MB → insufficient, an estimate
 * @example the same with 400 MB → unknown
 * @example 500,000 counted, 20,000 of them within the window of 30 days → insufficient
 */
export function judgeSufficiency(
  inventory: Pick<Inventory, "bytes" | "samples" | "sources" | "not_here">,
  supply: Supply | null,
  config: Config,
): Sufficiency {
  const { counted, undated, unlisted, uncounted_files: uncounted } = inventory.samples;
  const need = config.requirements.minimum_replay_size;
  const needBytes = minimumBytes(config);
  const have = supply === null ? counted : supply.samples_in_window + undated;
  const why = have >= need ? null : whyUnknown(inventory);
  const decided = have >= need || uncounted === 0;
  return {
    why,
    status:
      have >= need
        ? "sufficient"
        : why !== null
          ? "unknown"
          : uncounted === 0 || (unlisted === 0 && inventory.bytes < needBytes)
            ? "insufficient"
            : "unknown",
    basis: decided ? "samples" : "size",
    estimate: !decided,
    have_samples: have,
    window: supply?.window ?? null,
    undated_samples: undated,
    need_samples: need,
    uncounted_files: uncounted,
    have_bytes: inventory.bytes,
    need_bytes: needBytes,
  };
}

/** Data that is not here may be enough; of data that was not found nothing is known. */
function whyUnknown({
  sources,
  not_here: notHere,
}: Pick<Inventory, "sources" | "not_here">): string | null {
  const [first, ...others] = notHere;
  if (first === undefined) return sources.length === 0 ? "no data was found" : null;
  const more = others.length > 0 ? ` and ${count(others.length, "more path")}` : "";
  const size = first.bytes === null ? "" : ` (${bytes(first.bytes)})`;
  return `${first.path}${size}${more} ${others.length > 0 ? "are" : "is"} not on this machine`;
}

/** The generator's rule, a thousand samples a megabyte, unless the bytes of one are configured. */
function minimumBytes({ requirements }: Config): number {
  const perSample = requirements.bytes_per_sample ?? BYTES_PER_MB / 1000;
  return requirements.minimum_replay_size * perSample;
}
