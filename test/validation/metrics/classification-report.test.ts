import { describe, expect, test } from "vitest";
import { UTC } from "../../../src/time/instant.ts";
import { classificationReport } from "../../../src/validation/metrics/classification-report.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

/** As scikit-learn's documentation of `classification_report` prints it. */
const REPORT = `              precision    recall  f1-score   support

     class 0       0.50      1.00      0.67         1
     class 1       0.00      0.00      0.00         1
     class 2       1.00      0.67      0.80         3

    accuracy                           0.60         5
   macro avg       0.50      0.56      0.49         5
weighted avg       0.70      0.60      0.61         5
`;
const VALUES = {
  accuracy: 0.6,
  "macro avg": { precision: 0.5, recall: 0.56, "f1-score": 0.49 },
  "weighted avg": { precision: 0.7, recall: 0.6, "f1-score": 0.61 },
};

describe("classificationReport", () => {
  test.each([
    ["alone", REPORT],
    ["with text around it", `Model: forest\n=====\n${REPORT}=====\nConfusion matrix:\n[[1 0]]\n`],
    ["with the line ends of Windows", REPORT.replaceAll("\n", "\r\n")],
  ])("a report %s", (_, text) => {
    expect(classificationReport(text)).toEqual(VALUES);
  });

  test("no report, or several, say nothing of the model", () => {
    expect(classificationReport("accuracy 0.9 of 10\n")).toBeNull();
    expect(classificationReport(`forest\n${REPORT}\nlinear\n${REPORT}`)).toBeNull();
  });
});

describe("at its usual places", () => {
  const metricsOf = async (files: Record<string, string>) => {
    const root = { cwd: scratch(files), allowOutside: false };
    const config = configOf().validation;
    const now = instant("2030-01-01T00:00:00Z");
    const { series, problems } = await readEvidence({ ...root, config, zone: UTC, now });
    return { metrics: series.map(({ metric, source }) => `${source}: ${metric}`), problems };
  };

  test.each(["classification_report.txt", "models/rf/rf_classification_report.txt"])(
    "%s is an evaluation",
    async (path) => {
      const { metrics, problems } = await metricsOf({ [path]: REPORT });
      expect(metrics).toContain(`${path}: accuracy`);
      expect(metrics).toHaveLength(7);
      expect(problems).toEqual([]);
    },
  );

  test("beside a tree of metrics it adds nothing, and other text is no fault", async () => {
    const { metrics, problems } = await metricsOf({
      "reports/metrics.json": '{"accuracy": 0.6012}',
      "reports/classification_report.txt": REPORT,
    });
    expect(metrics).toEqual(["reports/metrics.json: accuracy"]);
    expect(problems).toEqual([]);
    expect(await metricsOf({ "classification_report.txt": "to be written\n" })).toEqual({
      metrics: [],
      problems: [],
    });
  });
});
