import { agingPolicy } from "./policies/aging.ts";
import { autoPolicy } from "./policies/auto.ts";
import { caraCumulative, caraThreshold } from "./policies/cara.ts";
import { cumulativeExcessPolicy } from "./policies/cumulative-excess.ts";
import { every, never } from "./policies/every.ts";
import { upf } from "./policies/upf.ts";
import type { Policy } from "./replay.ts";

/** By name; `every:N` and `oracle` beside them. */
const ONLINE: Readonly<Record<string, Policy>> = {
  never,
  "cumulative-excess": cumulativeExcessPolicy,
  aging: agingPolicy,
  auto: autoPolicy,
  "cara-threshold": caraThreshold,
  "cara-cumulative": caraCumulative,
  upf,
};

/** The policies that are compared by default. */
export const USUAL_POLICIES: readonly string[] = [
  "oracle",
  "auto",
  "every:1",
  "every:4",
  "every:13",
  ...Object.keys(ONLINE).filter((name) => name !== "auto"),
];

/** What `--policy` may name. */
export const POLICY_WORDS: readonly string[] = ["every:N", ...Object.keys(ONLINE), "oracle"];

/** In the benchmark alone, since on average they cost more than `auto`: docs/cadence.md. */
export const BENCHMARKED_POLICIES: readonly string[] = ["page-hinkley", "adwin"];

/**
 * A policy by its name; undefined if it does not exist, and for `oracle`, which is not a policy: it sees all.
 *
 * @example findPolicy("every:4")
 */
export function findPolicy(name: string): Policy | undefined {
  const blocks = /^every:([1-9]\d{0,5})$/.exec(name)?.[1];
  if (blocks !== undefined) return every(Number(blocks));
  return Object.hasOwn(ONLINE, name) ? ONLINE[name] : undefined;
}
