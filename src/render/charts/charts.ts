import type { ChartSet } from "../dialect.ts";
import { columnChart } from "./column.ts";
import { costsChart } from "./costs.ts";
import { cyclesChart } from "./cycles.ts";
import { daysChart } from "./days.ts";
import { metricChart } from "./metric.ts";
import { needChart } from "./need.ts";
import { typesChart } from "./types.ts";

/** Charts as SVG. Loaded only for HTML. */
export const SVG_CHARTS: ChartSet = {
  column: columnChart,
  costs: costsChart,
  cycles: cyclesChart,
  days: daysChart,
  metric: metricChart,
  need: needChart,
  types: typesChart,
};
