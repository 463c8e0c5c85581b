/** The limits of drift. They stand apart from the schemas, which a plan need not build. */

/** How many of the newest validation runs are judged. Fewer than these are no evidence. */
export const RUNS_JUDGED = 3;

/** Up to this p a change that is not significant is named: more evaluations may show it. */
export const NEARLY_SIGNIFICANT = 0.1;
