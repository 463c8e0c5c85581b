import type { Plan } from "../../plan/schema.ts";
import { sampleCount, thousands } from "../../quantity.ts";
import { bar, rule, stretched, svg } from "./svg.ts";

/** The samples at hand as a part of those needed. */
export function needChart(plan: Plan): string {
  const { have_samples: have, need_samples: need } =
    plan.current_state.data_availability.sufficiency;
  const most = Math.max(have, need, 1);
  const at = (value: number) => (99.5 * value) / most;
  return svg({
    id: "chart-need",
    title: `${thousands(have)} of ${sampleCount(need)} needed`,
    description:
      have >= need
        ? "The samples at hand reach the minimum replay size."
        : `${sampleCount(need - have)} are missing.`,
    height: 16,
    body: stretched(
      16,
      bar("track", [0, 4, 100, 8]) +
        bar(have >= need ? "filled" : "filled lacking", [0, 4, at(have), 8]) +
        rule("mark", at(need), 0, at(need), 16),
    ),
  });
}
