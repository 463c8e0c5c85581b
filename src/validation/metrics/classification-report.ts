/** Of scikit-learn's text the line above the numbers. */
const HEADER = /^[ \t]*precision[ \t]+recall[ \t]+f1-score[ \t]+support[ \t]*$/gm;
const ACCURACY = /^[ \t]*accuracy[ \t]+([\d.]+)[ \t]+\d+[ \t]*$/m;
const AVERAGE =
  /^[ \t]*((?:micro|macro|weighted|samples) avg)[ \t]+([\d.]+)[ \t]+([\d.]+)[ \t]+([\d.]+)[ \t]+\d+[ \t]*$/gm;

/**
 * The accuracy and the averages over the classes that a text of scikit-learn's `classification_report`
 * states, by the names of its `output_dict`. Other text may stand around it.
 *
 * @returns null where there is no such report, or several: nothing says which is the model's
 * @example of "accuracy 0.83 400" and "macro avg 0.83 0.82 0.81 400" below the header
 * { accuracy: 0.83, "macro avg": { precision: 0.83, recall: 0.82, "f1-score": 0.81 } }
 */
export function classificationReport(text: string): Record<string, unknown> | null {
  const [header, ...others] = [...text.replaceAll("\r", "").matchAll(HEADER)];
  if (header === undefined || others.length > 0) return null;
  const rows = header.input.slice(header.index);
  const report: Record<string, unknown> = {};
  const accuracy = ACCURACY.exec(rows)?.[1];
  if (accuracy !== undefined) report.accuracy = Number(accuracy);
  for (const [, name = "", precision, recall, f1] of rows.matchAll(AVERAGE)) {
    report[name] = {
      precision: Number(precision),
      recall: Number(recall),
      "f1-score": Number(f1),
    };
  }
  return report;
}
