/** 0: done, or every rule holds. 1: judged, and a rule does not hold. 2: could not judge. */
export type ExitStatus = 0 | 1 | 2;

/**
 * The exit status of a judged plan: a rule that fails outranks what could not be judged.
 *
 * @param judged `unjudged` says why a rule could not be judged; null if every rule was
 */
export function chooseExitStatus(judged: { holds: boolean; unjudged: string | null }): ExitStatus {
  if (!judged.holds) return 1;
  return judged.unjudged === null ? 0 : 2;
}
