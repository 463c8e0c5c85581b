import { expect, test } from "vitest";
import { createZone } from "../../../src/time/instant.ts";
import { readEvidence } from "../../../src/validation/read.ts";
import { scratch } from "../../support/scratch.ts";
import { configOf, instant } from "../../support/values.ts";

const read = async (tree: unknown) => {
  const config = configOf({}).validation;
  const cwd = scratch({ "models/training_metrics.json": JSON.stringify(tree) });
  const zone = createZone("America/Lima");
  const { series } = await readEvidence({
    cwd,
    config,
    zone,
    now: instant("2026-08-01T00:00:00Z"),
  });
  return series.map(({ metric, points }) => [metric, points.map(({ at }) => at)]);
};

test.each(["retrained_at", "last_retrained_at", "generated_at", "trained_at_utc"])(
  "a list of trainings is dated by %s",
  async (key) => {
    const days = ["2026-06-09", "2026-06-10", "2026-06-11"];
    const list = days.map((day, i) => ({
      [key]: `${day}T23:02:37Z`,
      test_accuracy: 0.5 + i / 100,
    }));
    const times = days.map((day) => instant(`${day}T23:02:37Z`));
    expect(await read(list)).toEqual([["test_accuracy", times]]);
  },
);

test("a time that says that it is of UTC is, in any zone", async () => {
  const tree = { trained_at_utc: "2026-06-09T23:02:37", test_accuracy: 0.5 };
  expect(await read(tree)).toEqual([["test_accuracy", [instant("2026-06-09T23:02:37Z")]]]);
});
