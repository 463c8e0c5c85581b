import type { Config } from "../config/schema.ts";
import type { Inventory } from "../inventory/schema.ts";
import type { Instant, Zone } from "../time/instant.ts";
import { dataWindowDays } from "./cycles.ts";
import { chooseMinimum, type LearnedFrom, type Minimum } from "./minimum.ts";
import { type Interval, mayHaveMore, timelessSamples, trainingDays } from "./row-intervals.ts";
import type { NewSinceTraining, Sufficiency } from "./schema.ts";
import { newSinceTraining } from "./since-training.ts";
import { judgeSufficiency, rowsOfReadings } from "./sufficiency.ts";
import type { InventoryFacts } from "./sufficiency-facts.ts";
import { estimateSupply } from "./supply.ts";
import { countTrainingClasses, type TrainingClasses } from "./training-classes.ts";
import { listReadings, type Reading } from "./training-set.ts";

/** The rows that the next training sees, as far as they are known, and whether they suffice. */
export interface TrainingData {
  readonly readings: readonly Reading[];
  readonly minimum: Minimum | null;
  readonly sufficiency: Sufficiency;
  /** Samples of the training set of any day. */
  readonly samples: Interval;
  /** Its classes, or why they are not known. */
  readonly classes: TrainingClasses | string;
  /** null where no day of the training set is known, or which tables it has. */
  readonly supply: ReturnType<typeof estimateSupply>;
  /** null where the history dates no training, several readings remain, or nothing is dated. */
  readonly newSinceTraining: NewSinceTraining | null;
  /** Samples of the training set by day; empty where several readings remain. */
  readonly days: Inventory["days"];
  /** Samples that nothing dates: they count in any window. */
  readonly timelessSamples: number;
  /** Whether one reading of the training set remains. */
  readonly isDecided: boolean;
}

export interface TrainingDataInputs {
  readonly inventory: InventoryFacts;
  readonly config: Config;
  readonly history: LearnedFrom;
  readonly now: Instant;
  readonly zone: Zone;
}

/** Derives the training set from the inventory, and judges it for the data window of the cadence. */
export function assessTrainingData(inputs: TrainingDataInputs): TrainingData {
  const { inventory, config, history, now, zone } = inputs;
  const readings = listReadings(inventory.datasets);
  const minimum = chooseMinimum(config, history, zone);
  const today = zone.dayOf(now);
  const windowDays = dataWindowDays(config.schedule);
  const days = trainingDays(readings);
  const isConfigured = config.sources !== undefined;
  return {
    readings,
    minimum,
    sufficiency: judgeSufficiency({
      inventory,
      readings,
      window: { from: today - windowDays + 1, to: today },
      minimum,
      isConfigured,
    }),
    samples: rowsOfReadings(readings, { inventory, isConfigured }),
    classes: countTrainingClasses(readings),
    supply: estimateSupply(days ?? [], windowDays, today, (day) => mayHaveMore(readings, day)),
    newSinceTraining: newSinceTraining(days ?? [], readings, history.runs, zone, today),
    days: days ?? [],
    timelessSamples: timelessSamples(readings),
    isDecided: days !== null,
  };
}
