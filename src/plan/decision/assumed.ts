import type { Config, ConfigInput } from "../../config/schema.ts";
import { dataWindowDays } from "../../schedule/cycles.ts";
import type { Cycle, KindRules } from "../../schedule/schema.ts";
import { count, ordinal } from "../../text/quantity.ts";
import type { Assumption } from "./schema.ts";

/** The facts that dates, hours and windows rest on. */
export interface AssumedFacts {
  readonly config: Config;
  /** The settings of the configuration file and the command line, without defaults. */
  readonly stated: ConfigInput;
  readonly kinds: KindRules;
  /** The calendar's next cycle; undefined without one. */
  readonly next: Cycle | undefined;
  /** Whether the samples are counted in a data window. */
  readonly hasWindow: boolean;
  /** Whether it leaves no sample: then it comes first. */
  readonly isWindowEmpty: boolean;
}

/**
 * The values of the first screen that were neither stated nor learned: the cadence, which cycles are full,
 * what a training takes, and the data window.
 */
export function listAssumptions(facts: AssumedFacts): Assumption[] {
  const { config, stated, kinds, next, hasWindow, isWindowEmpty } = facts;
  const { schedule } = stated;
  const assumed: Assumption[] = [];
  const add = (what: string, value: string, key: string) => assumed.push({ what, value, key });
  if (schedule?.cadence === undefined) add("cadence", config.schedule.cadence, "schedule.cadence");
  if (next?.effort.duration_basis === "default") {
    const [word, key] =
      next.type === "full_retrain"
        ? ["full training", "schedule.full_hours"]
        : ["incremental training", "schedule.incremental_hours"];
    add(word as string, `${next.estimated_duration_hours} h`, key as string);
  }
  if (kinds.fullEveryBy === "default") {
    add("a full training", `every ${ordinal(kinds.fullEvery)} cycle`, "schedule.full_every");
  }
  if (hasWindow && schedule?.data_window_days === undefined) {
    const days = count(dataWindowDays(config.schedule), "day");
    add("data window", days, "schedule.data_window_days");
    if (isWindowEmpty) assumed.unshift(...assumed.splice(-1));
  }
  return assumed;
}
