import type { Wordings } from "../../finding.ts";
import { shortList } from "../../text/list-words.ts";
import { count, figure, percent, probability } from "../../text/quantity.ts";
import type { ChangedColumns } from "./changed-columns.ts";
import type { ColumnDrift } from "./schema.ts";

/** Both windows, as a plan names them. */
interface WindowFacts {
  reference: { from: string | null; to: string | null };
  current: { from: string | null; to: string | null };
}

interface DriftedFacts extends WindowFacts {
  columns: Pick<ColumnDrift, "name" | "effect" | "test">[];
}

/** The findings in the columns of the data. */
export interface InputFindingFacts {
  "inputs-drifted": DriftedFacts & { judged: number; importance: number | null };
  "inputs-stable": WindowFacts & { judged: number; min_effect: number };
  "label-drifted": DriftedFacts;
  "predictions-drifted": DriftedFacts;
  "input-columns-changed": WindowFacts & ChangedColumns;
  /** `why` nothing was judged. */
  "distribution-unknown": { why: string | null };
}

/** More would not be read. */
const MOST_NAMES = 5;

export const INPUT_WORDINGS: Wordings<InputFindingFacts> = {
  "inputs-drifted": {
    topic: "inputs",
    severity: "warning",
    message: (f) =>
      `${f.columns.length} of ${count(f.judged, "column")} of the data ${f.columns.length === 1 ? "has" : "have"} drifted${f.importance === null ? "" : `, with ${percent(f.importance)} of the importance`}: ${describeColumns(f)} (${between(f)})`,
    recommend: (f) => [
      `Find out why ${shortList(
        f.columns.map(({ name }) => name),
        MOST_NAMES,
      )} drifted (\`retrain-plan drift --explain ${f.columns[0]?.name}\`), then retrain`,
    ],
    risk: "The model meets other data than it was trained on",
    impact: 3,
    reason: (f) => `meets other data: ${count(f.columns.length, "column")} drifted`,
  },
  "inputs-stable": {
    topic: "inputs",
    severity: "notice",
    message: (f) =>
      `${f.judged === 1 ? "The one column that is compared has not" : `None of ${count(f.judged, "column")} of the data has`} drifted by a Jensen–Shannon distance of ${figure(f.min_effect)} or more (${between(f)})`,
  },
  "label-drifted": {
    topic: "inputs",
    severity: "warning",
    message: (f) => `The label has drifted (prior shift): ${describeColumns(f)} (${between(f)})`,
    recommend: () => ["Find out why the label drifted: its meaning, or how often it occurs"],
    risk: "The model was calibrated for another share of labels",
    impact: 3,
  },
  "predictions-drifted": {
    topic: "inputs",
    severity: "warning",
    message: (f) => `The predictions have drifted: ${describeColumns(f)} (${between(f)})`,
    recommend: () => ["Find out why the model predicts otherwise than before"],
  },
  "input-columns-changed": {
    topic: "inputs",
    severity: "warning",
    message: (f) => `Columns of the data have changed: ${changes(f)} (${between(f)})`,
    recommend: () => ["Find out what changed in the columns before training on them"],
    risk: "The training data may be faulty",
    impact: 2,
  },
  "distribution-unknown": {
    topic: "inputs",
    unknown: "input drift",
    severity: "notice",
    message: (f) =>
      `Input drift not checked: ${f.why === null ? "" : `${f.why}; `}no drift report found (Evidently and NannyML reports are read)`,
  },
};

function describeColumns({ columns }: DriftedFacts): string {
  const words = columns.map(({ name, effect, test }) => {
    const p = test === null ? "" : `, p ${probability(test.p)}`;
    return `${name} (distance ${effect === null ? "unknown" : figure(effect.js)}${p})`;
  });
  return shortList(words, MOST_NAMES);
}

function between({ reference, current }: WindowFacts): string {
  return `${current.from} to ${current.to}, compared with ${reference.from} to ${reference.to}`;
}

function changes(f: InputFindingFacts["input-columns-changed"]): string {
  const parts = [
    ...f.nulls.map(
      (each) =>
        `${each.name} is missing in ${percent(each.current)} of the rows instead of ${percent(each.reference)}`,
    ),
    ...f.unseen.map((each) => `${percent(each.share)} of the values of ${each.name} are new`),
    ...f.kinds.map(
      (each) => `${each.name} was ${kindWord(each.reference)} and is ${kindWord(each.current)}`,
    ),
    ...(f.added.length > 0 ? [`new: ${shortList(f.added, MOST_NAMES)}`] : []),
    ...(f.removed.length > 0 ? [`gone: ${shortList(f.removed, MOST_NAMES)}`] : []),
  ];
  const more = parts.length - MOST_NAMES;
  return `${parts.slice(0, MOST_NAMES).join("; ")}${more > 0 ? `; ${more} more` : ""}`;
}

function kindWord(kind: string): string {
  return kind === "number" ? "a number" : kind === "category" ? "a category" : kind;
}
