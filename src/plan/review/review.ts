import type { Config } from "../../config/schema.ts";
import type { DriftAssessment } from "../../drift/schema.ts";
import type { Inventory } from "../../inventory/schema.ts";
import type { Provenance } from "../../provenance/schema.ts";
import type { Cycle, Sufficiency } from "../../schedule/schema.ts";
import type { Finding } from "../findings.ts";
import { listCriteria } from "./acceptance.ts";
import { evidenceLinks } from "./evidence-links.ts";
import { impactQuestions, notStated } from "./not-stated.ts";
import { listRisks, unknownFindings } from "./risks.ts";
import { listTriggers } from "./rollback.ts";
import type { Review } from "./schema.ts";
import { listThresholds } from "./thresholds.ts";

interface ReviewFacts {
  readonly config: Config;
  readonly sufficiency: Sufficiency;
  readonly inventory: Inventory;
  readonly drift: DriftAssessment;
  readonly schedule: readonly Cycle[];
  readonly findings: readonly Finding[];
  readonly provenance: Provenance;
}

/**
 * Everything that reviewers of the plan need: the measured facts beside the stated ones. Facts that are not
 * stated are listed as such, and never filled in.
 */
export function buildReview(facts: ReviewFacts): Review {
  const { config, sufficiency, inventory, drift, schedule, findings, provenance } = facts;
  const { review } = config;
  const linkTo = evidenceLinks(provenance);
  const fulls = schedule.filter(({ type }) => type === "full_retrain").length;
  const places = inventory.sources.map(({ path }) => path);
  const acceptance = listCriteria(config.metrics, drift.metrics, linkTo);
  const rollback = listTriggers(config, drift);
  const risks = listRisks(findings, review.risks, places, linkTo);
  const impact_assessment = impactQuestions(review.impact_assessment);
  const validation = review.independent_validation;
  return {
    change: {
      full_retrains: fulls,
      incrementals: schedule.length - fulls,
      may_change: review.change?.may_change ?? [],
      stays: review.change?.stays ?? [],
    },
    thresholds: listThresholds(sufficiency, inventory, drift, linkTo),
    acceptance,
    risks,
    rollback,
    roles: (review.roles ?? []).map((role) => ({ ...role, contact: role.contact ?? null })),
    incident_contacts: (review.incident_contacts ?? []).map((contact) => ({
      ...contact,
      when: contact.when ?? null,
    })),
    impact_assessment,
    impact_stated: review.impact_assessment !== undefined,
    independent_validation:
      validation === undefined
        ? null
        : {
            by: validation.by,
            on: validation.on,
            report: validation.report ?? null,
            evidence: validation.report === undefined ? [] : [linkTo(validation.report)],
          },
    approvers: [...new Set(review.approvers ?? [])],
    not_stated: notStated(config, { acceptance, risks, rollback, impact_assessment }),
    problems: unknownFindings(review.risks),
  };
}
