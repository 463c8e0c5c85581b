import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { adwin } from "./adwin.ts";
import { pageHinkley } from "./page-hinkley.ts";

// What River 0.26.1 says of the same streams: fixtures/stats/make.py.
const { streams } = JSON.parse(readFileSync("fixtures/stats/streams.json", "utf8"));

describe("as River says", () => {
  test("of its own test streams", () => {
    expect(adwin(streams[0].values)).toEqual([1023]);
    const { values } = streams[1];
    expect(pageHinkley(values, { sides: "up" })).toEqual([588, 1681]);
    expect(pageHinkley(values, { sides: "down" })).toEqual([1172]);
    expect(pageHinkley(values)).toEqual([588, 1097, 1585]);
  });

  test.each([0, 1, 2, 3, 4])("of stream %i", (index) => {
    const { values, ...expected } = streams[index];
    expect({
      adwin: adwin(values),
      adwin_every_value: adwin(values, { clock: 1 }),
      page_hinkley_up: pageHinkley(values, { sides: "up" }),
      page_hinkley_down: pageHinkley(values, { sides: "down" }),
      page_hinkley_both: pageHinkley(values),
      page_hinkley_sharp: pageHinkley(values, { minValues: 10, lambda: 5 }),
    }).toEqual(expected);
  });
});

test("a constant stream never changes", () => {
  const flat = new Array<number>(500).fill(0.9);
  expect([...adwin(flat), ...pageHinkley(flat)]).toEqual([]);
});
