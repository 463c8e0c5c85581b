import type { DriftAssessment } from "../../drift/schema.ts";
import type { Inventory } from "../../inventory/schema.ts";
import type {
  Cycle,
  LeftOutCycle,
  Prospect,
  Sufficiency,
  Supply,
  Totals,
} from "../../schedule/schema.ts";
import type { Finding } from "../findings.ts";
import type { ChecklistItem, Plan } from "../schema.ts";
import type { AssumedFacts } from "./assumed.ts";

/** The results of the plan's stages that a decision rests on. */
export interface DecisionFacts extends Omit<AssumedFacts, "next" | "hasWindow" | "isWindowEmpty"> {
  readonly model: Plan["metadata"]["model"];
  readonly sufficiency: Sufficiency;
  readonly supply: Supply | null;
  readonly training_set: Plan["current_state"]["data_availability"]["training_set"];
  readonly inventory: Inventory;
  readonly drift: DriftAssessment;
  readonly cycles: readonly Cycle[];
  readonly leftOut: readonly LeftOutCycle[];
  readonly totals: Totals;
  readonly checklist: readonly ChecklistItem[];
  readonly prospect: Prospect;
  readonly findings: readonly Finding[];
  /** Why the model costs more than a retraining; undefined where it does not, or that is unknown. */
  readonly retrainNow: string | undefined;
  /** Roles that must approve. */
  readonly approvers: readonly string[];
  /** The plan's day, in its zone. */
  readonly today: string;
}
