export const SEVERITIES = ["error", "warning", "notice"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A typed fact about the plan's inputs, in words; `Facts` names the facts of each code. */
export interface FindingOf<Facts, C extends keyof Facts = keyof Facts> {
  code: C;
  severity: Severity;
  message: string;
  /** What the plan recommends because of it, if anything. */
  recommendations: string[];
  /** The risk it carries, if any. */
  risk: string | null;
  /** Files on which it rests. */
  evidence: string[];
  facts: Facts[C];
}

/** How a kind of finding is worded. */
export interface Wording<F> {
  severity: Severity | ((facts: F) => Severity);
  message(facts: F): string;
  recommend?(facts: F): string[];
  risk?: string;
}

/** One for every code: a new kind of finding does not compile until it is worded. */
export type Wordings<Facts> = { [C in keyof Facts]: Wording<Facts[C]> };

/** Puts facts into words. */
export function wordFinding<Facts, C extends keyof Facts>(
  wordings: Wordings<Facts>,
  code: C,
  facts: Facts[C],
  evidence: string[],
): FindingOf<Facts, C> {
  const { severity, message, recommend, risk } = wordings[code];
  return {
    code,
    severity: typeof severity === "string" ? severity : severity(facts),
    message: message(facts),
    recommendations: recommend?.(facts) ?? [],
    risk: risk ?? null,
    evidence,
    facts,
  };
}

/** The most severe first, otherwise as they come. */
export function bySeverity(a: { severity: Severity }, b: { severity: Severity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
