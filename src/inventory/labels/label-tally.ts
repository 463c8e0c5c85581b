import type { Zone } from "../../time/instant.ts";
import type { EventTime } from "../reader.ts";
import { TimeTally } from "../readers/text/time-tally.ts";
import type { ColumnLabels, LabelDays } from "./file-labels.ts";
import { toLabel } from "./label.ts";

/** A column of more distinct values, such as the target of a regression, has no classes. */
export const MOST_DISTINCT = 100_000;

/** Counts rows by their labels. */
export class LabelTally {
  readonly #classes = new Map<string, number>();
  #labelled = 0;
  #unlabelled = 0;
  #isMuch = false;

  /** Counts a row; returns whether it has a label. */
  add(cell: string | null): boolean {
    const label = cell === null ? null : toLabel(cell);
    if (label === null) {
      this.#unlabelled++;
      return false;
    }
    this.#labelled++;
    const before = this.#classes.get(label);
    if (before !== undefined || this.#classes.size < MOST_DISTINCT) {
      this.#classes.set(label, (before ?? 0) + 1);
    } else this.#isMuch = true;
    return true;
  }

  result(days: LabelDays | null): ColumnLabels {
    return {
      labelled: this.#labelled,
      unlabelled: this.#unlabelled,
      classes: this.#isMuch ? null : this.#classes,
      values: this.#classes,
      days,
    };
  }
}

/** Counts rows by label and by the text of their time column. */
export class DatedLabelTally {
  readonly #labels = new LabelTally();
  readonly #times: { readonly labelled: TimeTally; readonly unlabelled: TimeTally };

  /** @param format of the times, where the source states one */
  constructor(zone: Zone, format: string | undefined) {
    this.#times = {
      labelled: new TimeTally(zone, format),
      unlabelled: new TimeTally(zone, format),
    };
  }

  /** Counts a row; returns where its time is to be added. */
  add(label: string | null): TimeTally {
    return this.#labels.add(label) ? this.#times.labelled : this.#times.unlabelled;
  }

  /** @param column of the times; null where the file has none */
  result(column: string | null): ColumnLabels {
    const { labelled, unlabelled } = this.#times;
    return this.#labels.result(
      column === null ? null : splitDays(labelled.eventTime(column), unlabelled.eventTime(column)),
    );
  }
}

export function splitDays(labelled: EventTime | null, unlabelled: EventTime | null): LabelDays {
  return { labelled: labelled?.days ?? new Map(), unlabelled: unlabelled?.days ?? new Map() };
}
