import { expect, test } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import type { PlanInputs } from "../../../src/plan/plan.ts";
import { NO_PROVENANCE } from "../../../src/provenance/none.ts";
import { configOf, driftOf, planOf, runsOf, seriesOf } from "../../support/values.ts";

function review(input: ConfigInput = {}, changes: Partial<PlanInputs> = {}) {
  return planOf({ config: configOf(input), ...changes }).review;
}

const keys = (input?: ConfigInput, changes?: Partial<PlanInputs>) =>
  review(input, changes).not_stated.map(({ key }) => key);

test("what nobody has stated is listed, and nothing of it is filled in", () => {
  expect(review()).toMatchObject({
    ...{ acceptance: [], rollback: [], roles: [], incident_contacts: [], approvers: [] },
    ...{ independent_validation: null, impact_stated: false, problems: [] },
    change: { may_change: [], stays: [] },
  });
  expect(review().impact_assessment.map(({ answer }) => answer)).toEqual(Array(5).fill(null));
  expect(keys()).toEqual([
    ...["model.id", "model.name", "model.version", "model.owner", "model.risk_tier"],
    ...["model.intended_use", "review.change.may_change", "review.change.stays"],
    ...[
      "metrics.<name>.floor",
      "metrics.<name>.rollback",
      "review.roles",
      "review.incident_contacts",
    ],
    ...["review.impact_assessment", "review.independent_validation", "review.approvers"],
  ]);
});

const STATED: ConfigInput = {
  model: {
    ...{ id: "MDL-1", name: "churn", version: "3.2.0", owner: "Growth" },
    ...{ risk_tier: "tier 2", intended_use: "ranks accounts" },
  },
  metrics: { auc: { floor: 0.85, rollback: {} } },
  review: {
    change: { may_change: ["weights"], stays: ["features"] },
    roles: [{ role: "Model owner", name: "M. Okafor" }],
    incident_contacts: [{ name: "On call", contact: "+49 30 1234567" }],
    impact_assessment: {
      comparison: "a",
      benefits: "b",
      harms: "c",
      assurance: "d",
      together: "e",
    },
    independent_validation: { by: "Model risk", on: "2025-06-30", report: "docs/report.pdf" },
    approvers: ["Model owner", "Validator", "Model owner"],
  },
};

test("what is stated is no longer listed, and stands as it was stated", () => {
  const stated = review(STATED);
  expect(stated.not_stated).toEqual([]);
  expect(stated).toMatchObject({
    impact_stated: true,
    roles: [{ role: "Model owner", name: "M. Okafor", contact: null }],
    incident_contacts: [{ name: "On call", contact: "+49 30 1234567", when: null }],
    independent_validation: { by: "Model risk", evidence: [{ path: "docs/report.pdf" }] },
    approvers: ["Model owner", "Validator"],
  });
});

test("of an impact assessment in part, the open questions are listed", () => {
  expect(keys({ review: { impact_assessment: { harms: "c" } } })).toEqual(
    expect.arrayContaining([
      "review.impact_assessment.comparison",
      "review.impact_assessment.together",
    ]),
  );
  expect(keys({ review: { impact_assessment: { harms: "c" } } })).not.toContain(
    "review.impact_assessment.harms",
  );
});

test("a risk that findings support wants an owner", () => {
  const drift = driftOf({ runs: runsOf("FFF") });
  expect(keys({}, { drift })).toContain("review.risks");
  const owned: ConfigInput = {
    review: { risks: [{ finding: "validations-failing", owner: "R. Rao" }] },
  };
  expect(keys(owned, { drift })).not.toContain("review.risks");
});

test("a validation without a report has no evidence", () => {
  const by = { by: "Model risk", on: "2025-06-30" };
  expect(review({ review: { independent_validation: by } }).independent_validation).toEqual({
    ...{ ...by, report: null, evidence: [] },
  });
});

test("the cycles of the schedule are counted by kind", () => {
  const plan = planOf();
  const { full_retrains, incrementals } = plan.review.change;
  const types = plan.schedule.map(({ type }) => type);
  expect(types.length).toBeGreaterThan(0);
  expect(full_retrains).toBe(types.filter((type) => type === "full_retrain").length);
  expect(full_retrains + incrementals).toBe(types.length);
});

test("a code that no finding has is a problem, with what is meant", () => {
  expect(
    review({ review: { risks: [{ finding: "metric-degradng" }, "a", { finding: "nonsense" }] } })
      .problems,
  ).toEqual([
    "review.risks[0].finding: there is no finding metric-degradng; perhaps metric-degrading is meant",
    "review.risks[2].finding: there is no finding nonsense",
  ]);
});

test("evidence carries the SHA-256 that provenance found, null where it found none", () => {
  const sha256 = "5f".repeat(32);
  const provenance = {
    ...NO_PROVENANCE,
    evidence: [{ path: "metrics/001.json", sha256, problem: null }],
    data: {
      ...{ identity: "content" as const, sha256, problem: null, files: 1, bytes: 5 },
      sources: [{ path: "data", include: [], exclude: [], files: 1, bytes: 5, sha256 }],
      file_list: [{ path: "data/a.csv", bytes: 5, sha256, modified_ms: null }],
    },
  };
  const drift = driftOf({ series: [seriesOf([0.86, 0.87])], runs: runsOf("PPP") });
  const metrics = { auc: { floor: 0.85 } };
  const { thresholds, ...of } = review({ metrics }, { provenance, drift });
  expect(of.acceptance[0]?.evidence).toEqual([{ path: "metrics/001.json", sha256 }]);
  expect(thresholds[0]?.evidence).toEqual([{ path: "data", sha256 }]);
  expect(thresholds[1]?.evidence[0]).toMatchObject({ sha256: null });
});
