import type { DataSet } from "../inventory/schema.ts";

/** The rows of a data set, as far as a data window asks for them. */
export type Rows = Pick<DataSet, "samples" | "undated" | "days" | "spans">;

/**
 * The rows of a data set that certainly have a label: where its source names a label column, no others
 * are training samples. Of a day of which it is not known how many have one, none counts.
 */
export function labelledRows(set: DataSet): Rows {
  const { labels } = set;
  if (labels === null) return set;
  const days = new Map(labels.days.map((at) => [at.day, at.labelled]));
  const spans = new Map(labels.spans.map((at) => [spanKey(at), at.labelled]));
  return {
    samples: set.samples && labels.labelled,
    undated: labels.undated.labelled,
    days: set.days.map(({ day }) => ({ day, samples: days.get(day) ?? 0 })),
    spans: set.spans.map((span) => ({ ...span, samples: spans.get(spanKey(span)) ?? 0 })),
  };
}

/** The rows of a data set that may have a label: all of which it is not known that they have none. */
export function perhapsLabelledRows(set: DataSet): Rows {
  const { labels } = set;
  if (labels === null) return set;
  const days = new Map(labels.days.map((at) => [at.day, at.unlabelled]));
  const spans = new Map(labels.spans.map((at) => [spanKey(at), at.unlabelled]));
  return {
    samples: set.samples && set.samples - labels.unlabelled,
    undated: Math.max(0, set.undated - labels.undated.unlabelled),
    days: set.days.map(({ day, samples }) => ({ day, samples: samples - (days.get(day) ?? 0) })),
    spans: set.spans.map((span) => ({
      ...span,
      samples: span.samples - (spans.get(spanKey(span)) ?? 0),
    })),
  };
}

function spanKey({ from, to }: { from: string; to: string }): string {
  return `${from} ${to}`;
}
