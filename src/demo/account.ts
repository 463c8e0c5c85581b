import { startOfDate } from "./calendar.ts";
import type { Random } from "./random.ts";

export const PLANS = ["free", "solo", "team"] as const;

export type Plan = (typeof PLANS)[number];

/** On this day the team plan became half price: what the deployed model has never seen. */
export const TEAM_OFFER = startOfDate("2025-08-01");

/** The number of one of the company's accounts. */
export function accountId(random: Random): number {
  return 10_000 + random.whole(4200);
}

/** Of a hundred observations, eight are of the team plan before the offer, twenty-one after it. */
export function planAt(random: Random, time: number): Plan {
  const team = time < TEAM_OFFER ? 0.08 : 0.21;
  const draw = random.next();
  if (draw < team) return "team";
  return draw < team + 0.34 ? "solo" : "free";
}
