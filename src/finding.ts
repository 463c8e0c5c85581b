export const SEVERITIES = ["error", "warning", "notice"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The subject of a finding. */
export const TOPICS = ["data", "model", "inputs", "schedule", "cost", "history"] as const;
export type Topic = (typeof TOPICS)[number];

/** The ids of findings: `F1`. */
export const FINDING_ID = /^F\d+$/;

/** A typed fact about the plan's inputs, in words; `Facts` names the facts of each code. */
export interface FindingOf<Facts, C extends keyof Facts = keyof Facts> {
  code: C;
  topic: Topic;
  severity: Severity;
  /** The question that it leaves open, in a few words; null where it leaves none. */
  unknown: string | null;
  /** Whether it says that the model should be retrained before its time. */
  urges: boolean;
  message: string;
  /** The plan's recommendations because of it, if any. */
  recommendations: string[];
  /** The risk it carries, if any. */
  risk: string | null;
  /** Files on which it rests. */
  evidence: string[];
  facts: Facts[C];
}

/**
 * The subject of a risk: 3, the model in production, which decides wrongly now; 2, the next model; 1, the
 * plan's knowledge.
 */
export type Impact = 1 | 2 | 3;

/** The subject of a kind of finding, and its words. */
export interface Wording<F> {
  topic: Topic;
  unknown?: string | ((facts: F) => string | null);
  urges?: boolean | ((facts: F) => boolean);
  severity: Severity | ((facts: F) => Severity);
  message(facts: F): string;
  recommend?(facts: F): string[];
  risk?: string | ((facts: F) => string | null);
  /** Of the risk; given wherever there is one. */
  impact?: Impact;
  /** The reason to retrain, printed after the model's name; by default "is getting worse". */
  reason?(facts: F): string;
  /** Whether it comes before all others of its severity. */
  isFirst?: boolean;
  /** Whether a training today settles what it recommends. */
  isSettledByTraining?: boolean;
  /** Whether it rests on the data as a whole, and not on files of it. */
  isOfAllData?: boolean;
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
  const {
    topic,
    severity,
    unknown = null,
    urges = false,
    message,
    recommend,
    risk,
  } = wordings[code];
  return {
    code,
    topic,
    severity: typeof severity === "string" ? severity : severity(facts),
    unknown: typeof unknown === "function" ? unknown(facts) : unknown,
    urges: typeof urges === "function" ? urges(facts) : urges,
    message: message(facts),
    recommendations: recommend?.(facts) ?? [],
    risk: typeof risk === "function" ? risk(facts) : (risk ?? null),
    evidence,
    facts,
  };
}

/** The most severe first, otherwise as they come. */
export function bySeverity(a: { severity: Severity }, b: { severity: Severity }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}
