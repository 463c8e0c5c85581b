import type { Policy } from "../replay.ts";

/** Retrains when a model has served `blocks` blocks. */
export function every(blocks: number): Policy {
  return () =>
    ({ age }) =>
      age >= blocks;
}

/** Keeps the first model. */
export const never: Policy = () => () => false;
