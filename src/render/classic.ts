import type { Plan } from "../plan/schema.ts";

/** What a retraining needs by the script that `classic` reproduces, unless it is configured. */
const GENERATOR_MINIMUM = 100_000;

/** What the `classic` document says of the data by the generator's arithmetic, which judges by size. */
export interface ClassicFacts {
  readonly min_replay_size: number;
  readonly have_bytes: number;
  readonly need_bytes: number;
}

/** The generator's figures: a configured minimum or 100,000, and bytes for it; a learned minimum it knew not. */
export function classicFacts({ current_state }: Plan): ClassicFacts {
  const { minimum, minimum_by, have_bytes, bytes_per_sample } =
    current_state.data_availability.sufficiency;
  const configured = minimum_by === "configured" ? minimum : null;
  const size = configured ?? GENERATOR_MINIMUM;
  return { min_replay_size: size, have_bytes, need_bytes: size * bytes_per_sample };
}
