import { type DayNumber, formatDay } from "../../time/instant.ts";
import type { FileTime } from "../file-time.ts";
import type { DataFile } from "../reader.ts";
import type { Table } from "../schema.ts";
import type { LabelOutcome } from "./file-labels.ts";
import { MOST_DISTINCT } from "./label-tally.ts";

type Labels = NonNullable<Table["labels"]>;

/** Adds up the labels of a table's files. */
export class LabelSum {
  readonly #column: string;
  readonly #classes = new Map<string, number>();
  readonly #days = new Map<DayNumber, { labelled: number; unlabelled: number }>();
  readonly #spans = new Map<string, Labels["spans"][number]>();
  readonly #undated = { labelled: 0, unlabelled: 0 };
  #labelled = 0;
  #unlabelled = 0;
  #unread = 0;
  #problem: string | null = null;
  #isMuch = false;

  constructor(column: string) {
    this.#column = column;
  }

  /**
   * @param outcome undefined where the file's labels were not looked for
   * @param time when its rows happened; null where nothing dates them
   * @param span the days between which they did, where no more is known
   */
  add(
    file: DataFile,
    outcome: LabelOutcome | undefined,
    rows: number,
    time: FileTime | null,
    span: { from: string; to: string } | null,
  ): void {
    if (outcome === undefined || "problem" in outcome) {
      this.#unread += rows;
      this.#problem ??= outcome === undefined ? null : `${file.path}: ${outcome.problem}`;
      return;
    }
    const { labelled, unlabelled, classes, days } = outcome;
    this.#labelled += labelled;
    this.#unlabelled += unlabelled;
    this.#addClasses(classes);
    if (span !== null) this.#addSpan(span, labelled, unlabelled);
    else if (time === null) this.#addUndated(labelled, unlabelled);
    else if (time.source.startsWith("column ")) {
      if (days === null) return;
      let [datedLabelled, datedUnlabelled] = [0, 0];
      for (const [day, some] of days.labelled) {
        this.#day(day).labelled += some;
        datedLabelled += some;
      }
      for (const [day, some] of days.unlabelled) {
        this.#day(day).unlabelled += some;
        datedUnlabelled += some;
      }
      this.#addUndated(labelled - datedLabelled, unlabelled - datedUnlabelled);
    } else {
      // All of a file's rows are of the one day that its path names.
      for (const day of time.days.keys()) {
        this.#day(day).labelled += labelled;
        this.#day(day).unlabelled += unlabelled;
      }
    }
  }

  labels(): Labels {
    return {
      column: this.#column,
      labelled: this.#labelled,
      unlabelled: this.#unlabelled,
      unread: this.#unread,
      problem: this.#problem,
      days: [...this.#days]
        .sort(([a], [b]) => a - b)
        .map(([day, rows]) => ({ day: formatDay(day), ...rows })),
      spans: [...this.#spans.values()].sort((a, b) => (a.from < b.from ? -1 : 1)),
      undated: this.#undated,
    };
  }

  /** Rows by class; null where there are too many, or not all labels were read. */
  get classes(): ReadonlyMap<string, number> | null {
    return this.#isMuch || this.#unread > 0 ? null : this.#classes;
  }

  #addClasses(classes: ReadonlyMap<string, number> | null): void {
    if (classes === null) this.#isMuch = true;
    for (const [label, rows] of classes ?? []) {
      this.#classes.set(label, (this.#classes.get(label) ?? 0) + rows);
    }
    if (this.#classes.size > MOST_DISTINCT) this.#isMuch = true;
  }

  #addSpan({ from, to }: { from: string; to: string }, labelled: number, unlabelled: number): void {
    const key = `${from} ${to}`;
    const before = this.#spans.get(key);
    this.#spans.set(key, {
      from,
      to,
      labelled: (before?.labelled ?? 0) + labelled,
      unlabelled: (before?.unlabelled ?? 0) + unlabelled,
    });
  }

  #addUndated(labelled: number, unlabelled: number): void {
    this.#undated.labelled += labelled;
    this.#undated.unlabelled += unlabelled;
  }

  #day(number: DayNumber): { labelled: number; unlabelled: number } {
    let day = this.#days.get(number);
    if (day === undefined) {
      day = { labelled: 0, unlabelled: 0 };
      this.#days.set(number, day);
    }
    return day;
  }
}
