import { expect, test } from "vitest";
import type { DataSet } from "../../src/inventory/schema.ts";
import { newSinceTraining } from "../../src/schedule/since-training.ts";
import { createZone, parseDay } from "../../src/time/instant.ts";
import { dataSetOf, instant } from "../support/values.ts";

const days = [
  { day: "2025-08-09", samples: 1 },
  { day: "2025-08-10", samples: 3 },
  { day: "2025-08-11", samples: 4 },
  { day: "2025-08-14", samples: 5 },
  { day: "2025-08-20", samples: 6 },
];
const set = dataSetOf({ name: "a", role: "training", samples: 19, days });
const today = parseDay("2025-08-14");

const since = (
  given: { sets?: DataSet[]; days?: DataSet["days"]; zone?: string },
  ...trainings: string[]
) => {
  const readings = [{ always: given.sets ?? [set], perhaps: [] }];
  const runs = trainings.map((at) => ({ at: instant(at) }));
  return newSinceTraining(
    given.days ?? days,
    readings,
    runs,
    createZone(given.zone ?? "UTC"),
    today,
  );
};

test("counts the days after the last training, up to today", () => {
  expect(since({}, "2025-08-01T00:00:00Z", "2025-08-10T23:30:00Z")).toEqual({
    ...{ since: "2025-08-10", samples: 9, at_least: false },
  });
});

test("takes the day of the training in the plan's zone, and the newest whatever the order", () => {
  const of = { zone: "Europe/Berlin" };
  expect(since(of, "2025-08-10T23:30:00Z", "2025-08-01T00:00:00Z")).toMatchObject({
    ...{ since: "2025-08-11", samples: 5 },
  });
});

test.each([
  { undated: 1 },
  { uncounted_files: 1 },
  { spans: [{ from: "2025-08-01", to: "2025-08-31", samples: 2 }] },
])("says that there may be more: %j", (changes) => {
  const sets = [{ ...set, ...changes } as DataSet];
  expect(since({ sets }, "2025-08-10")).toMatchObject({ samples: 9, at_least: true });
});

test("is null without a training, without dated samples, and with several readings", () => {
  const runs = [{ at: instant("2025-08-10") }];
  const reading = { always: [set], perhaps: [] };
  expect(since({})).toBeNull();
  expect(since({ days: [] }, "2025-08-10")).toBeNull();
  expect(newSinceTraining(days, [reading, reading], runs, createZone("UTC"), today)).toBeNull();
});
