import type { DataSet } from "../inventory/schema.ts";
import { thousands } from "../text/quantity.ts";

/**
 * The labels of a data set as a line; null where no label is known.
 *
 * @example '6,900 labelled, 143 without label; 2 classes, smallest "churned" with 1,203'
 */
export function labelText({ labels, class_count, smallest_class }: DataSet): string | null {
  const rows =
    labels === null
      ? []
      : [
          `${thousands(labels.labelled)} labelled`,
          `${thousands(labels.unlabelled)} without label`,
          ...(labels.unread === 0
            ? []
            : [
                `${thousands(labels.unread)} not read${labels.problem === null ? "" : ` (${labels.problem})`}`,
              ]),
        ];
  const classes =
    class_count === null || smallest_class === null
      ? []
      : [
          classCount(class_count),
          `smallest ${JSON.stringify(smallest_class.label.slice(0, 60))} with ${thousands(smallest_class.samples)}`,
        ];
  const parts = [rows, classes].filter((some) => some.length > 0).map((some) => some.join(", "));
  return parts.length === 0 ? null : parts.join("; ");
}

function classCount(classes: number): string {
  return classes === 1 ? "1 class" : `${thousands(classes)} classes`;
}
