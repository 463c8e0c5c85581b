import { figure } from "./quantity.ts";

interface CheckFacts {
  readonly name: string;
  readonly column: string | null;
  /** null where it could not be computed. */
  readonly passed: boolean | null;
  readonly observed: number | null;
  readonly threshold: number | null;
}

/** `K-S p_value of age (0.003, its threshold 0.05)`. */
export function checkWords({ name, column, observed, threshold, passed }: CheckFacts): string {
  const bound = threshold === null ? "" : `, its threshold ${figure(threshold)}`;
  const value = observed === null ? "" : ` (${figure(observed)}${bound})`;
  const error = passed === null ? ", not computed" : "";
  return `${name}${column === null ? "" : ` of ${column}`}${value}${error}`;
}

const TOOL_NAMES: Record<string, string> = {
  evidently: "Evidently",
  great_expectations: "Great Expectations",
  nannyml: "NannyML",
  sagemaker: "SageMaker",
  prometheus: "Prometheus",
  drift_report: "the project's own drift report",
};

/** As its makers write it. */
export function toolName({ tool }: { readonly tool: string }): string {
  return TOOL_NAMES[tool] ?? tool;
}
