import fc from "fast-check";
import { expect, test } from "vitest";
import { PlanProblem, parseEarlier } from "../../../src/plan/changes/earlier.ts";
import { planOf } from "../../support/values.ts";

const PLAN = planOf();
const TEXT = JSON.stringify(PLAN);

test("a plan that was written is read", () => {
  expect(parseEarlier(TEXT, "0.0.0").decision?.headline).toBe(PLAN.decision.headline);
});

test("a plan of version 1 is read, without a decision", () => {
  const { decision: _, ...old } = PLAN;
  const metadata = { ...PLAN.metadata, plan_version: "1.0" };
  const plan = parseEarlier(JSON.stringify({ ...old, metadata }), "0.1.0");
  expect(plan.decision).toBeNull();
  expect(plan.schedule[0]?.scheduled_date).toBe(PLAN.schedule[0]?.scheduled_date);
});

test.each([
  ["", "it is not JSON"],
  ["[", "it is not JSON"],
  ["null", "it is not a plan of retrain-plan"],
  ["[]", "it is not a plan of retrain-plan"],
  ['{"holds": true, "rules": []}', "it is not a plan of retrain-plan"],
  [withTool("9.0.0"), "it was written by retrain-plan 9.0.0, which is newer than this 1.2.3"],
  [withTool("1.3.0"), "it was written by retrain-plan 1.3.0, which is newer than this 1.2.3"],
  [JSON.stringify({ ...PLAN, schedule: 7 }), "schedule is missing or damaged"],
  [
    JSON.stringify({ ...PLAN, schedule: [{ ...PLAN.schedule[0], period: null }] }),
    "schedule.0.period is missing or damaged",
  ],
])("what is no such plan is said: %.40s", (text, message) => {
  expect(() => parseEarlier(text, "1.2.3")).toThrow(new PlanProblem(message));
});

test("an older plan, and one of the same version, are read", () => {
  for (const version of ["1.2.3", "1.2.3-beta.1", "1.1.9", "0.9.12"]) {
    expect(parseEarlier(withTool(version), "1.2.3").metadata.tool.version).toBe(version);
  }
});

test("a plan with anything in any place is read, or refused with one line", () => {
  const paths = pathsIn(PLAN);
  fc.assert(
    fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) => {
      const plan = structuredClone(PLAN);
      let parent: Record<string, unknown> = plan;
      for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
      parent[path.at(-1) as string] = value;
      try {
        parseEarlier(JSON.stringify(plan), "0.0.0");
      } catch (error) {
        expect(error).toBeInstanceOf(PlanProblem);
        expect((error as Error).message).not.toMatch(/\n/);
      }
    }),
  );
});

function withTool(version: string): string {
  return JSON.stringify({
    ...PLAN,
    metadata: { ...PLAN.metadata, tool: { name: "retrain-plan", version } },
  });
}

/** The path of each key of a plan, at any depth. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsIn(inner).map((path) => [key, ...path]),
  ]);
}
