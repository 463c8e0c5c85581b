import fc from "fast-check";
import { expect, test } from "vitest";
import { cadenceDuration } from "../../src/config/cadence.ts";
import {
  chooseRunTimes,
  cronText,
  runTimesOfCron,
} from "../../src/scheduler-snippets/run-times.ts";
import { parseCron } from "../../src/time/cron.ts";
import type { Duration } from "../../src/time/duration.ts";

test.each([
  ["daily", "30 6 * * *"],
  ["weekly", "30 6 * * 1"],
  ["biweekly", "30 6 * * 1"],
  ["auto", "30 6 * * 1"],
  ["P10D", "30 6 * * 1"],
  ["P3D", "30 6 * * *"],
  ["PT6H", "30 * * * *"],
  ["monthly", "30 6 1 * *"],
  ["P3M", "30 6 1 * *"],
])("a plan for a cadence of %s is made at %s: as often, or oftener", (cadence, expected) => {
  expect(cronText(chooseRunTimes(cadenceDuration(cadence) as Duration, "06:30", 1))).toBe(expected);
});

test.each([
  ["0 6 * * 1", "0 6 * * 1"],
  ["*/15 0-8/4 1,2,10-12 jan-mar mon-fri", "0,15,30,45 0,4,8 1,2,10-12 1-3 1-5"],
  ["5/20 6 * * 7", "5,25,45 6 * * 0"],
  ["0 0 6 ? * sun", "0 6 * * 0"],
  ["0 6 * * 5-7", "0 6 * * 0,5,6"],
])("%s is %s in numbers", (expression, expected) => {
  expect(cronText(runTimesOfCron(expression))).toBe(expected);
});

test.each(["0 6 L * *", "0 6 * * 5#2", "0 6 LW * *"])("%s is refused", (expression) => {
  expect(() => runTimesOfCron(expression)).toThrow(/is not understood by every scheduler/);
});

// The reference is croner, which reads the expression and the numbers alike.
test("an expression in numbers names the same times", () => {
  const field = (from: number, to: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min: from, max: to }).map(String),
      fc.integer({ min: 2, max: 9 }).map((step) => `*/${step}`),
      fc
        .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
        .map((pair) => pair.sort((a, b) => a - b).join("-")),
    );
  fc.assert(
    fc.property(
      fc.tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 6)),
      (fields) => {
        // `*/n` beside another day is "and" to some and "or" to others.
        fc.pre(!(fields[2].startsWith("*/") || fields[4].startsWith("*/")));
        const text = fields.join(" ");
        const [a, b] = [parseCron(text), parseCron(cronText(runTimesOfCron(text)))];
        let [at, same] = [0, 0];
        for (let k = 0; k < 20; k++) [at, same] = [a(at) as number, b(same) as number];
        expect(same).toBe(at);
      },
    ),
    { numRuns: 100 },
  );
});
