import { expect, test } from "vitest";
import { buildEvaluations } from "../../../src/validation/prometheus/evaluations.ts";
import type { LabelledSeries } from "../../../src/validation/prometheus/labelled-series.ts";
import { splitBySegments } from "../../../src/validation/prometheus/segments.ts";

function series(labels: Record<string, string>, metric = "auc"): LabelledSeries {
  return { metric, labels: new Map(Object.entries(labels)), samples: [{ at: 0, value: 1 }] };
}

function split(...labels: Record<string, string>[]) {
  const found = splitBySegments(labels.map((each) => series(each)));
  if (typeof found === "string") return found;
  return found.map(({ name, model, version }) => [name, model, version]);
}

test.each<[string, Record<string, string>[], unknown]>([
  ["a series without labels is of the model itself", [{}], [["auc", null, null]]],
  [
    "labels of one series alone tell nothing apart",
    [{ region: "north", env: "prod", instance: "a:80" }],
    [["auc", null, null]],
  ],
  [
    "versions are one metric",
    [
      { version: "1", commit: "a" },
      { version: "2", commit: "b" },
    ],
    [
      ["auc", null, "1"],
      ["auc", null, "2"],
    ],
  ],
  [
    "the version of the model comes before that of its program",
    [{ model_version: "7", version: "1.2.3" }],
    [["auc", null, "7"]],
  ],
  [
    "models are told apart",
    [{ model: "churn" }, { model: "fraud", region: "" }],
    [
      ["auc", "churn", null],
      ["auc", "fraud", null],
    ],
  ],
  [
    "another label names segments, and a series without it is of the whole",
    [{ region: "north" }, { region: "south" }, {}],
    [
      ["north/auc", null, null],
      ["south/auc", null, null],
      ["auc", null, null],
    ],
  ],
  [
    "several labels are named",
    [
      { region: "north", plan: "pro" },
      { region: "south", plan: "free" },
    ],
    [
      ["plan=pro/region=north/auc", null, null],
      ["plan=free/region=south/auc", null, null],
    ],
  ],
  [
    "replicas are measurements of the same",
    [
      { pod: "a", instance: "1", job: "x" },
      { pod: "b", instance: "2", job: "x" },
    ],
    "auc: 2 series that differ only in instance, pod; aggregate them in the query: avg without (instance, pod) (…)",
  ],
  [
    "so they are of one segment",
    [
      { region: "n", pod: "a" },
      { region: "n", pod: "b" },
      { region: "s", pod: "b" },
    ],
    "auc: 2 series that differ only in pod; aggregate them in the query: avg without (pod) (…)",
  ],
  ["an empty label is none", [{ region: "" }, {}], "auc: 2 series with the same labels"],
  [
    "a text is no segment",
    [{ prompt: "x".repeat(201) }, { prompt: "y" }],
    "auc: values of prompt with more than 200 characters; aggregate them in the query: avg without (prompt) (…)",
  ],
  [
    "more than 50 are no segments",
    Array.from({ length: 51 }, (_, i) => ({ user: String(i) })),
    "auc: 51 segments by user, more than 50; aggregate them in the query: avg without (user) (…)",
  ],
])("%s", (_, labels, expected) => {
  expect(split(...labels)).toEqual(expected);
});

test("what cannot be told apart leaves the other metrics standing", () => {
  const { evaluations, faults } = buildEvaluations([
    series({ pod: "a" }, "bad"),
    series({ pod: "b" }, "bad"),
    series({ version: "1" }),
    series({}, "loss"),
  ]);
  expect(faults).toHaveLength(1);
  // Of another version it is another evaluation, though of one time.
  expect(evaluations.map(({ leaves }) => leaves.names)).toEqual([["auc"], ["loss"]]);
});
