import { TONES, TOPICS } from "./choices.ts";
import { checklistChanges, conclusionChanges } from "./conclusions.ts";
import { dateChanges } from "./dates.ts";
import { dueCycles } from "./due-cycles.ts";
import type { ComparedPlan } from "./earlier.ts";
import { metricChanges } from "./metrics.ts";
import { problemChanges } from "./problems.ts";
import { sampleChanges } from "./samples.ts";
import type { Changes } from "./schema.ts";
import { countLine, datesLine, TITLES, type WordedChange } from "./wordings.ts";

/**
 * The differences of a plan from an earlier one of the same model: a cycle is known by the period in
 * which it is due, so that cycles that have come due in between are not a change.
 *
 * @param previous how documents name the earlier one
 * @param most so many changes of a topic are listed, the worst first; the number of the others is said
 */
export function changesBetween(
  earlier: ComparedPlan,
  plan: ComparedPlan,
  previous: NonNullable<Changes["previous"]>,
  most: number = Number.POSITIVE_INFINITY,
): Changes {
  const { changes: ofDates, kept } = dateChanges(earlier, plan);
  const changes = [
    ...conclusionChanges(earlier, plan),
    ...sampleChanges(earlier, plan),
    ...problemChanges(earlier, plan),
    ...metricChanges(earlier, plan),
    ...ofDates,
    ...checklistChanges(earlier, plan),
  ];
  return {
    status: changes.length === 0 ? "same" : "changed",
    message: countLine(changes.length, earlier.metadata.generated_at),
    previous,
    groups: grouped(changes, most),
    dates: { ...kept, message: datesLine(kept) },
    due: dueCycles(earlier, plan),
  };
}

function grouped(changes: readonly WordedChange[], most: number): Changes["groups"] {
  return TOPICS.flatMap((topic) => {
    const own = changes
      .filter((change) => change.topic === topic)
      .sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
    if (own.length === 0) return [];
    const shown = own.slice(0, most).map(({ topic: _, ...change }) => change);
    return [{ topic, title: TITLES[topic], changes: shown, left_out: own.length - shown.length }];
  });
}
