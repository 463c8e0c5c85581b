import type { Config } from "../../config/schema.ts";
import { SEVERITIES } from "../../finding.ts";
import { type Finding, type FindingCode, recommendationsOf } from "../findings.ts";
import { foldRisks } from "../folded.ts";
import type { LinkTo } from "./evidence-links.ts";
import type { Risk } from "./schema.ts";

/**
 * What a risk bears on: 3, the model in production, which decides wrongly now; 2, the next model; 1,
 * what the plan knows. One for every kind of finding that carries a risk.
 */
export const IMPACT: Partial<Record<FindingCode, 1 | 2 | 3>> = {
  "metric-limit-crossed": 3,
  "metric-limit-touched": 3,
  "metric-degrading": 3,
  "metric-not-finite": 3,
  "model-stale": 3,
  "evaluation-failed": 3,
  "metrics-stale-some": 3,
  "metric-ended": 2,
  "validations-failing": 3,
  "validation-failed": 3,
  "alerts-many": 3,
  "metric-newest-outlier": 3,
  "distribution-shifted": 3,
  "retrain-now": 3,
  "insufficient-data": 2,
  "files-uncounted": 2,
  "data-quality-failed": 2,
  "no-cycle-fits": 2,
  "sufficiency-unknown": 1,
};

/** Rest on the data as a whole, not on files of it. */
const OF_ALL_DATA: readonly FindingCode[] = ["insufficient-data", "sufficiency-unknown"];

/**
 * The register of risks. Scored are those that findings support, and by nothing else: likelihood by the
 * severity, impact by the kind of finding. Standing ones have no score.
 *
 * @param places of the data
 */
export function risksOf(
  findings: readonly Finding[],
  standing: Readonly<NonNullable<Config["risks"]>>,
  treatments: NonNullable<Config["review"]["risks"]>,
  places: readonly string[],
  linkTo: LinkTo,
): Risk[] {
  const codes = [...new Set(findings.filter(({ risk }) => risk !== null).map(({ code }) => code))];
  const scored = codes.map((code) => {
    const own = findings.filter((finding) => finding.code === code);
    return scoredRisk(code, own, treatments, places, linkTo);
  });
  return [
    // The order of the findings stays, within a score.
    ...scored.sort((a, b) => (b.score ?? 0) - (a.score ?? 0)),
    ...standing.map((risk): Risk => {
      const {
        risk: text,
        owner,
        mitigation,
      } = typeof risk === "string" ? { risk, owner: undefined, mitigation: undefined } : risk;
      return {
        ...{ risk: text, finding: null, likelihood: null, impact: null, score: null, evidence: [] },
        owner: owner ?? null,
        mitigation: mitigation === undefined ? [] : [mitigation],
        mitigation_by: mitigation === undefined ? null : "configuration",
      };
    }),
  ];
}

function scoredRisk(
  code: FindingCode,
  findings: readonly Finding[],
  treatments: NonNullable<Config["review"]["risks"]>,
  places: readonly string[],
  linkTo: LinkTo,
): Risk {
  const { owner, mitigation } = Object.hasOwn(treatments, code) ? (treatments[code] ?? {}) : {};
  const likelihood = Math.max(
    ...findings.map(({ severity }) => SEVERITIES.length - SEVERITIES.indexOf(severity)),
  );
  const impact = IMPACT[code] ?? null;
  const advice = recommendationsOf(findings);
  const files = [...new Set(findings.flatMap(({ evidence }) => evidence))];
  const paths = OF_ALL_DATA.includes(code) ? places : files;
  return {
    risk: foldRisks(findings).join("; "),
    ...{ finding: code, likelihood, impact },
    score: impact === null ? null : likelihood * impact,
    owner: owner ?? null,
    mitigation: mitigation === undefined ? advice : [mitigation],
    mitigation_by:
      mitigation !== undefined ? "configuration" : advice.length > 0 ? "findings" : null,
    evidence: paths.map(linkTo),
  };
}
