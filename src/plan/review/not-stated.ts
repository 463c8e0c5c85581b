import type { Config } from "../../config/schema.ts";
import type { Review } from "./schema.ts";

/** The questions of an impact assessment, after those of FDA's guidance on change control plans. */
const QUESTIONS: Record<keyof NonNullable<Config["review"]["impact_assessment"]>, string> = {
  comparison: "How does the changed model differ from the present one?",
  benefits: "What is better, and for whom?",
  harms: "Who may be harmed, and how? Which groups fare worse?",
  assurance: "How does the protocol keep the model safe and effective?",
  together: "What do several changes do together?",
};

/** Each question with its answer, which only people can give. */
export function impactQuestions(
  answers: Config["review"]["impact_assessment"],
): Review["impact_assessment"] {
  return Object.entries(QUESTIONS).map(([key, question]) => ({
    key,
    question,
    answer: answers?.[key as keyof typeof QUESTIONS] ?? null,
  }));
}

/** The facts that only people can state and that are not stated, in the order of the document. */
export function notStated(
  { model, review }: Config,
  {
    acceptance,
    risks,
    rollback,
    impact_assessment: impact,
  }: Pick<Review, "acceptance" | "risks" | "rollback" | "impact_assessment">,
): Review["not_stated"] {
  const questions = impact.map(({ key, answer }): [string, string, boolean] => [
    `impact assessment: ${key}`,
    `review.impact_assessment.${key}`,
    answer !== null,
  ]);
  const stated: [string, string, boolean][] = [
    ["model id", "model.id", model.id !== undefined],
    ["model name", "model.name", model.name !== undefined],
    ["model version", "model.version", model.version !== undefined],
    ["owner", "model.owner", model.owner !== undefined],
    ["risk tier", "model.risk_tier", model.risk_tier !== undefined],
    ["intended use", "model.intended_use", model.intended_use !== undefined],
    ["what may change", "review.change.may_change", review.change?.may_change !== undefined],
    ["what stays", "review.change.stays", review.change?.stays !== undefined],
    ["acceptance criteria", "metrics.<name>.floor", acceptance.length > 0],
    [
      "owners of risks",
      "review.risks",
      risks.every(({ score, owner }) => score === null || owner !== null),
    ],
    ["rollback criteria", "metrics.<name>.rollback", rollback.length > 0],
    ["roles", "review.roles", review.roles !== undefined],
    ["incident contacts", "review.incident_contacts", review.incident_contacts !== undefined],
    ...(review.impact_assessment === undefined
      ? [["impact assessment", "review.impact_assessment", false] as [string, string, boolean]]
      : questions),
    [
      "independent validation",
      "review.independent_validation",
      review.independent_validation !== undefined,
    ],
    ["who must approve", "review.approvers", review.approvers !== undefined],
  ];
  return stated.filter(([, , isStated]) => !isStated).map(([what, key]) => ({ what, key }));
}
