import type { Plan } from "../plan/schema.ts";

/** The minimum of the script that `classic` reproduces, unless one is configured. */
const GENERATOR_MINIMUM = 100_000;

/** Findings of the plan's own judgement, by samples, in whose place the generator judged by size. */
const BY_SAMPLES: readonly string[] = ["insufficient-data", "sufficiency-unknown"];

/** The data figures of the `classic` document, by the generator's arithmetic, which judges by size. */
export interface ClassicFacts {
  readonly min_replay_size: number;
  readonly have_bytes: number;
  readonly need_bytes: number;
  readonly risks: readonly string[];
}

/** The generator's figures: a configured minimum or 100,000, and bytes for it; a learned minimum it knew not. */
export function classicFacts({ current_state, findings, risks }: Plan): ClassicFacts {
  const { minimum, minimum_by, have_bytes, bytes_per_sample } =
    current_state.data_availability.sufficiency;
  const configured = minimum_by === "configured" ? minimum : null;
  const size = configured ?? GENERATOR_MINIMUM;
  const need_bytes = size * bytes_per_sample;
  const judged = findings.flatMap(({ code, risk }) => (BY_SAMPLES.includes(code) ? [risk] : []));
  return {
    min_replay_size: size,
    have_bytes,
    need_bytes,
    risks: [
      ...(have_bytes < need_bytes ? ["Insufficient training data may lead to overfitting"] : []),
      ...risks.filter((risk) => !judged.includes(risk)),
    ],
  };
}
