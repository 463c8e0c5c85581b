import { type FindingOf, type Wordings, wordFinding } from "../finding.ts";

/**
 * The recommendations of the findings, without repetitions. Findings of one code that recommend the same for several
 * metrics are one sentence, which names them.
 *
 * @param wordings of these findings; a recommendation that names a metric must read well with several
 * @example two metrics degrading → ["Retrain soon: degradation of auc and f1"]
 */
export function foldRecommendations<Facts>(
  findings: readonly FindingOf<Facts>[],
  wordings: Wordings<Facts>,
): string[] {
  const groups = groupBy(findings, ({ code, facts }) =>
    metricIn(facts) === null
      ? [code, facts]
      : [code, wordFinding(wordings, code, renamed(facts, ""), []).recommendations],
  );
  const sentences = groups.flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first?.recommendations ?? [];
    const facts = renamed(first.facts, listed(listMetrics([first, ...others])));
    return wordFinding(wordings, first.code, facts, []).recommendations;
  });
  return [...new Set(sentences)];
}

/**
 * The risks that the findings carry, each once, with the metrics of which several findings tell it.
 *
 * @example two metrics degrading → ["Continued performance degradation … (auc, f1)"]
 */
export function foldRisks<Facts>(findings: readonly FindingOf<Facts>[]): string[] {
  const carrying = findings.filter(({ risk }) => risk !== null);
  return groupBy(carrying, ({ risk }) => [risk]).map((group) => {
    const names = listMetrics(group);
    const risk = group[0]?.risk ?? "";
    return names.length > 1 ? `${risk}: ${listed(names)}` : risk;
  });
}

/** More names than these are a number. */
const MOST_NAMED = 12;

/** `auc, f1 and recall`; of many the first, and how many more. */
function listed(names: readonly string[]): string {
  const shown = names.length > MOST_NAMED ? names.slice(0, MOST_NAMED - 1) : names.slice(0, -1);
  const rest =
    names.length > MOST_NAMED ? `${names.length - shown.length} more` : (names.at(-1) ?? "");
  return shown.length === 0 ? rest : `${shown.join(", ")} and ${rest}`;
}

function listMetrics<Facts>(findings: readonly FindingOf<Facts>[]): string[] {
  return [...new Set(findings.flatMap(({ facts }) => metricIn(facts) ?? []))];
}

function metricIn(facts: unknown): string | null {
  const metric = (facts as { metric?: unknown }).metric;
  return typeof metric === "string" ? metric : null;
}

function renamed<F>(facts: F, metric: string): F {
  return { ...facts, metric };
}

/** In the order of the first of each. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => unknown): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = JSON.stringify(keyOf(item));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
