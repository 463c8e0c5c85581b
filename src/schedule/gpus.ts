import type { Config } from "../config/schema.ts";

type Gpus = NonNullable<Config["requirements"]["gpus"]>;

/**
 * The number of GPUs that a configuration states.
 *
 * @example gpuCount("8x A100 80 GB") // 8
 */
export function gpuCount(gpus: Gpus): number {
  return typeof gpus === "number" ? gpus : Number.parseInt(gpus, 10);
}

/** The same in words, as documents print it: `8x GPUs`. */
export function gpuText(gpus: Gpus): string {
  return typeof gpus === "string" ? gpus : gpus === 0 ? "no GPU" : `${gpus}x GPUs`;
}
