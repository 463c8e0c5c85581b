import { expect, test } from "vitest";
import { SEVERITIES, type Severity } from "../../../src/finding.ts";
import { type Finding, type FindingCode, WORDINGS } from "../../../src/plan/findings.ts";
import { listRisks } from "../../../src/plan/review/risks.ts";

const linkTo = (path: string) => ({ path, sha256: null });

function finding(code: FindingCode, severity: Severity, changes: Partial<Finding> = {}): Finding {
  const words = { message: code, recommendations: [], risk: `risk of ${code}` };
  return {
    code,
    severity,
    ...words,
    evidence: [`${code}.json`],
    facts: { severity },
    ...changes,
  } as Finding;
}

test("every finding that carries a risk has an impact, and no other", () => {
  const wordings = Object.entries(WORDINGS);
  const carrying = wordings.filter(([, { risk }]) => risk !== undefined);
  const scored = wordings.filter(([, { impact }]) => impact !== undefined);
  expect(scored.map(([code]) => code)).toEqual(carrying.map(([code]) => code));
});

test("likelihood is by severity, the score its product with the impact, the highest first", () => {
  expect(SEVERITIES).toEqual(["error", "warning", "notice"]);
  const risks = listRisks(
    [
      finding("insufficient-data", "error"),
      finding("files-uncounted", "warning"),
      finding("metric-degrading", "warning"),
      finding("metric-degrading", "error"),
      finding("sufficiency-unknown", "notice"),
      finding("sufficient-data", "notice", { risk: null }),
    ],
    [],
    ["data"],
    linkTo,
  );
  const said = risks.map(({ finding: of, likelihood, impact, score }) => [
    of,
    likelihood,
    impact,
    score,
  ]);
  expect(said).toEqual([
    ["metric-degrading", 3, 3, 9],
    ["insufficient-data", 3, 2, 6],
    ["files-uncounted", 2, 2, 4],
    ["sufficiency-unknown", 1, 1, 1],
  ]);
  // What is said of all the data rests on its places, else on the findings' own files.
  expect(risks.map(({ evidence }) => evidence.map(({ path }) => path))).toEqual([
    ["metric-degrading.json"],
    ["data"],
    ["files-uncounted.json"],
    ["data"],
  ]);
});

test("owner and mitigation are those of the configuration, else what the findings recommend", () => {
  const findings = [
    finding("files-uncounted", "warning", { recommendations: ["Mend a.csv"] }),
    finding("insufficient-data", "error"),
    finding("validations-failing", "error", { recommendations: ["Retrain"] }),
  ];
  const owned = [{ finding: "validations-failing", owner: "R. Rao", mitigation: "Serve 3.1.0" }];
  expect(listRisks(findings, owned, [], linkTo).slice(0, 3)).toMatchObject([
    { owner: "R. Rao", mitigation: ["Serve 3.1.0"], mitigation_by: "configuration" },
    { owner: null, mitigation: [], mitigation_by: null },
    { owner: null, mitigation: ["Mend a.csv"], mitigation_by: "findings" },
  ]);
});

test("general risks come last, without a score", () => {
  const standing = ["Training job failure", { risk: "Freeze", owner: "Ops", mitigation: "Before" }];
  const none = { finding: null, likelihood: null, impact: null, score: null, evidence: [] };
  expect(listRisks([finding("retrain-now", "notice")], standing, [], linkTo).slice(1)).toEqual([
    { ...none, risk: "Training job failure", owner: null, mitigation: [], mitigation_by: null },
    {
      ...{ ...none, risk: "Freeze", owner: "Ops" },
      ...{ mitigation: ["Before"], mitigation_by: "configuration" },
    },
  ]);
});
