/** 0: done, or every rule holds. 1: judged, and a rule does not hold. 2: could not judge. */
export type ExitStatus = 0 | 1 | 2;
