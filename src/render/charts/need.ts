import type { Plan } from "../../plan/schema.ts";
import { thousands } from "../../text/quantity.ts";
import { ofMinimum } from "../of-minimum.ts";
import { bar, rule, stretched, svg } from "./svg.ts";

/** The samples that certainly count as a part of those needed; empty where no minimum is stated. */
export function needChart(plan: Plan): string {
  const { sufficiency } = plan.current_state.data_availability;
  const { least, minimum: need } = sufficiency;
  if (need === null) return "";
  const most = Math.max(least, need, 1);
  const at = (value: number) => (99.5 * value) / most;
  return svg({
    id: "chart-need",
    title: ofMinimum(sufficiency),
    description:
      least >= need
        ? "The training data reaches the minimum."
        : `${thousands(need - least)} more would certainly be enough.`,
    height: 16,
    body: stretched(
      16,
      bar("track", [0, 4, 100, 8]) +
        bar(least >= need ? "filled" : "filled lacking", [0, 4, at(least), 8]) +
        rule("mark", at(need), 0, at(need), 16),
    ),
  });
}
