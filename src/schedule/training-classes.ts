import type { DataSet } from "../inventory/schema.ts";
import type { Reading } from "./training-set.ts";

/** The classes of the training set. */
export interface TrainingClasses {
  readonly count: number;
  readonly smallest: { readonly label: string; readonly samples: number };
}

/**
 * How many classes the training set has, and the smallest, over all of its rows of any day.
 *
 * @returns a sentence that says why they are not known, where they are not
 */
export function countTrainingClasses(readings: readonly Reading[]): TrainingClasses | string {
  const [reading, ...others] = readings;
  const { always, perhaps } = reading ?? { always: [], perhaps: [] };
  if (reading === undefined) return "no training data was found";
  if (others.length > 0 || perhaps.length > (always.length > 0 ? 0 : 1)) {
    return "which tables are the training data is not known";
  }
  const sets = [...always, ...perhaps];
  const unread = sets.find(({ here, uncounted_files, labels }) => {
    return !here || uncounted_files > 0 || (labels !== null && labels.unread > 0);
  });
  if (unread !== undefined) return `the labels of ${unread.name} are not all known`;
  const own = sets.filter(
    ({ labels, samples }) => labels === null || labels.labelled > 0 || !samples,
  );
  const unnamed = own.find(({ class_count }) => class_count === null);
  if (unnamed !== undefined) {
    return unnamed.labels === null
      ? `no label column is named for ${unnamed.name}`
      : `the label of ${unnamed.name} has too many values to be classes`;
  }
  return sumClasses(own) ?? "no row has a label";
}

function sumClasses(sets: readonly DataSet[]): TrainingClasses | string | undefined {
  const [only, ...more] = sets;
  if (only !== undefined && more.length === 0) {
    const { class_count: count, smallest_class: smallest } = only;
    return count !== null && smallest !== null ? { count, smallest } : undefined;
  }
  const cut = sets.find(({ classes, class_count }) => (class_count ?? 0) > (classes?.length ?? 0));
  if (cut !== undefined) return `${cut.name} has more classes than are listed`;
  const all = new Map<string, number>();
  for (const { label, samples } of sets.flatMap(({ classes }) => classes ?? [])) {
    all.set(label, (all.get(label) ?? 0) + samples);
  }
  const smallest = [...all].sort(([a, m], [b, n]) => m - n || (a < b ? 1 : -1))[0];
  return smallest && { count: all.size, smallest: { label: smallest[0], samples: smallest[1] } };
}
