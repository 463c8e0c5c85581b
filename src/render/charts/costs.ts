import { scaleLinear } from "d3-scale";
import type { Plan } from "../../plan/schema.ts";
import { figure } from "../../text/quantity.ts";
import { bar, dots, label, rule, stretched, svg } from "./svg.ts";

const ROW = 40;

/** The cost of each policy over the simulated time: the mean, and four fifths of the paths. */
export function costsChart(plan: Plan): string {
  const comparison = plan.policy?.comparison ?? null;
  if (comparison === null) return "";
  const { rows, days } = comparison;
  // Below 0 is what models gain that become better with age.
  const least = Math.min(0, ...rows.map(({ low }) => low));
  const most = Math.max(0, ...rows.map(({ high }) => high)) || 1;
  const x = scaleLinear([least, most], [0, 99]);
  const height = rows.length * ROW + 2;
  const drawn = rows.map(({ way, mean, low, high }, i) => {
    const y = i * ROW + 27;
    const own = way === "this_plan" ? " own" : "";
    return (
      rule(`reach${own}`, x(0), y, x(mean), y) +
      bar(`spread${own}`, [x(low), y - 5, Math.max(0.3, x(high) - x(low)), 10]) +
      dots(`mean${own}`, [[x(mean), y]])
    );
  });
  const texts = rows.map(({ way, mean, low, high }, i) => {
    const y = i * ROW + 14;
    const own = way === "this_plan" ? { kind: "strong" } : {};
    return (
      label(way.replaceAll("_", " "), 0, y, own) +
      label(`${figure(mean)} (${figure(low)} to ${figure(high)})`, 100, y, {
        ...own,
        anchor: "end",
      })
    );
  });
  return svg({
    id: "chart-costs",
    title: `Simulated cost by policy over ${days} days`,
    description: `Means, and in brackets what a tenth of the paths cost less and more. ${rows
      .map(
        ({ way, mean, low, high }) =>
          `${way.replaceAll("_", " ")}: ${figure(mean)} (${figure(low)} to ${figure(high)})`,
      )
      .join("; ")}.`,
    height,
    body: stretched(height, drawn.join("")) + texts.join(""),
  });
}
