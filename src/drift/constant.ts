import { groupBy } from "../collections/group-by.ts";
import { toColumns } from "../collections/point-columns.ts";
import { hasKnownName } from "../metric-names/names.ts";
import type { MetricSeries } from "../validation/evidence.ts";
import type { SourceProblem } from "../validation/schema.ts";

/** Of fewer values it may be chance that they are the same. */
const FEWEST = 3;

/**
 * Whether a series is a setting by its values: whole numbers that never change, under a name that the field
 * does not know, such as `trees` with 100 at each evaluation. A metric may well stay at 0 or 1: no
 * violation, all checks passed.
 *
 * @example values 100, 100, 100 of `trees` → true; 0, 0, 0 of `violations`, or 1, 1, 1 of `accuracy` → false
 */
export function isConstantSetting(series: MetricSeries): boolean {
  const first = series.columns?.value[0] ?? series.points[0]?.value ?? Number.NaN;
  if (!Number.isInteger(first) || first === 0 || first === 1) return false;
  const { value: values } = toColumns(series);
  if (values.length < FEWEST) return false;
  return values.every((each) => each === first) && !hasKnownName(series.metric);
}

/** A note for each source with such settings. */
export function constantNotes(settings: readonly MetricSeries[]): SourceProblem[] {
  return [...groupBy(settings, ({ source }) => source)].map(([path, own]) => {
    const names = own.map(({ metric }) => metric);
    const shown = `${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}`;
    const problem =
      names.length === 1
        ? `${shown} is a whole number that never changes: taken for a setting; configure it where it is a metric`
        : `${names.length} whole numbers never change: ${shown}; taken for settings; configure them where they are metrics`;
    return { path, problem };
  });
}
