import type { Inventory } from "../inventory/schema.ts";
import type { Window } from "./fit-cycle.ts";
import type { Minimum } from "./minimum.ts";
import type { Reading } from "./training-set.ts";

/** What the verdict needs of an inventory. */
export type InventoryFacts = Pick<
  Inventory,
  | "bytes"
  | "samples"
  | "sources"
  | "datasets"
  | "left_out"
  | "looked_in"
  | "tables_elsewhere"
  | "problems"
>;

/** Facts for the verdict, the readings of the training set among them. */
export interface SufficiencyFacts {
  readonly inventory: InventoryFacts;
  readonly readings: readonly Reading[];
  /** The data window of a retraining today; both days belong to it. */
  readonly window: Window;
  readonly minimum: Minimum | null;
  /** Whether the configuration says where the data lies. */
  readonly isConfigured: boolean;
}
