import { RISKS } from "../../config/defaults.ts";
import type { Config } from "../../config/schema.ts";
import { SEVERITIES } from "../../finding.ts";
import { similarTo } from "../../text/similar.ts";
import {
  FINDING_CODES,
  type Finding,
  type FindingCode,
  listRecommendations,
  WORDINGS,
} from "../findings.ts";
import { foldRisks } from "../fold-recommendations.ts";
import type { LinkTo } from "./evidence-links.ts";
import type { Risk } from "./schema.ts";

type Configured = Config["review"]["risks"];
/** Who owns a risk that a finding supports, and how it is reduced. */
type Treatment = Pick<Exclude<NonNullable<Configured>[number], string>, "owner" | "mitigation">;

/**
 * The register of risks. Scored are those that findings support, and by nothing else: likelihood by the
 * severity, impact by the kind of finding. General ones have no score.
 *
 * @param places of the data
 */
export function listRisks(
  findings: readonly Finding[],
  configured: Configured,
  places: readonly string[],
  linkTo: LinkTo,
): Risk[] {
  const codes = [...new Set(findings.filter(({ risk }) => risk !== null).map(({ code }) => code))];
  const treatments = indexTreatments(configured);
  const scored = codes.map((code) => {
    const own = findings.filter((finding) => finding.code === code);
    return scoredRisk(code, own, treatments.get(code), places, linkTo);
  });
  return [
    // The order of the findings stays, within a score.
    ...scored.sort((a, b) => (b.score ?? 0) - (a.score ?? 0)),
    ...generalRisks(configured).map(
      ({ risk, owner, mitigation }): Risk => ({
        risk,
        finding: null,
        likelihood: null,
        impact: null,
        score: null,
        evidence: [],
        owner: owner ?? null,
        mitigation: mitigation === undefined ? [] : [mitigation],
        mitigation_by: mitigation === undefined ? null : "configuration",
      }),
    ),
  ];
}

/**
 * The risks in words: those stated, else those of any retraining. An empty list states that no risk exists; one with
 * nothing but owners of findings leaves them as they are.
 */
export function generalRisks(configured: Configured): (Treatment & { risk: string })[] {
  return statedRisks(configured) ?? RISKS.map((risk) => ({ risk }));
}

/** The risks that the configuration states; empty where it states an empty list, null where it states nothing. */
export function statedRisks(configured: Configured): (Treatment & { risk: string })[] | null {
  const stated = (configured ?? []).flatMap((each) => {
    if (typeof each === "string") return [{ risk: each }];
    return each.risk === undefined ? [] : [{ ...each, risk: each.risk }];
  });
  return stated.length > 0 || configured?.length === 0 ? stated : null;
}

function indexTreatments(configured: Configured): Map<string, Treatment> {
  const entries = (configured ?? []).flatMap((each) =>
    typeof each === "string" || each.finding === undefined ? [] : [[each.finding, each] as const],
  );
  return new Map(entries);
}

/** Names the codes that no finding has. */
export function unknownFindings(configured: Configured): string[] {
  return (configured ?? []).flatMap((each, index) => {
    if (typeof each === "string" || each.finding === undefined) return [];
    if (FINDING_CODES.includes(each.finding)) return [];
    const meant = similarTo(each.finding, FINDING_CODES);
    const hint = meant === undefined ? "" : `; perhaps ${meant} is meant`;
    return [`review.risks[${index}].finding: there is no finding ${each.finding}${hint}`];
  });
}

function scoredRisk(
  code: FindingCode,
  findings: readonly Finding[],
  { owner, mitigation }: Treatment = {},
  places: readonly string[],
  linkTo: LinkTo,
): Risk {
  const likelihood = Math.max(
    ...findings.map(({ severity }) => SEVERITIES.length - SEVERITIES.indexOf(severity)),
  );
  const { impact = null, isOfAllData = false } = WORDINGS[code];
  const advice = listRecommendations(findings);
  const files = [...new Set(findings.flatMap(({ evidence }) => evidence))];
  const paths = isOfAllData ? places : files;
  return {
    risk: foldRisks(findings).join("; "),
    finding: code,
    likelihood,
    impact,
    score: impact === null ? null : likelihood * impact,
    owner: owner ?? null,
    mitigation: mitigation === undefined ? advice : [mitigation],
    mitigation_by:
      mitigation !== undefined ? "configuration" : advice.length > 0 ? "findings" : null,
    evidence: paths.map(linkTo),
  };
}
