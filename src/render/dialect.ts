import type { Histogram } from "../drift/data/input-schema.ts";
import type { MetricAssessment } from "../drift/schema.ts";
import type { Plan } from "../plan/schema.ts";

/** How a format writes text that comes from outside, and what it draws. */
export interface Dialect {
  /** Makes text literal: every `{{value}}` of a template passes through it. */
  escape(text: string): string;
  /** Text as code, already escaped. */
  code(text: string): string;
  readonly charts: ChartSet;
}

/** The charts of a format, already escaped; what the format cannot draw is empty. */
export interface ChartSet {
  costs(plan: Plan): string;
  cycles(plan: Plan): string;
  days(plan: Plan): string;
  /** @param rank of the metric in the document, from 0 */
  metric(metric: MetricAssessment, rank: number): string;
  /** @param rank of the column in the document, from 0 */
  column(histogram: Histogram, rank: number): string;
  need(plan: Plan): string;
  types(plan: Plan): string;
}
