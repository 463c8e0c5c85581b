import { describe, expect, test } from "vitest";
import { parseExposition } from "../../../src/validation/prometheus/exposition.ts";

function parse(text: string) {
  return parseExposition(text).map(({ labels, ...rest }) => ({
    labels: Object.fromEntries(labels),
    ...rest,
  }));
}

const DAY = 1_755_129_600;

describe("Prometheus's text format", () => {
  test("has times in milliseconds, or none", () => {
    const text = `# HELP auc Help with "quotes" and # marks\n# TYPE auc gauge\nauc{a="b"} 0.9 ${DAY}000\nloss 3e-1\n`;
    expect(parse(text)).toEqual([
      {
        metric: "auc",
        labels: { a: "b" },
        isGauge: true,
        samples: [{ at: DAY * 1e6, value: 0.9 }],
      },
      { metric: "loss", labels: {}, isGauge: true, samples: [{ at: null, value: 0.3 }] },
    ]);
  });

  test.each([
    ["NaN", Number.NaN],
    ["+Inf", Infinity],
    ["-Inf", -Infinity],
    ["inf", Infinity],
    ["1e-05", 1e-5],
    [".5", 0.5],
    ["-2.", -2],
  ])("has the number %s", (text, value) => {
    expect(parse(`auc ${text}`)[0]?.samples).toEqual([{ at: null, value }]);
  });

  test.each<[string, Record<string, string>]>([
    ["auc{} 1", {}],
    ['auc { a = "b" , c="d", } 1', { a: "b", c: "d" }],
    ['auc{a="x\\\\y\\"z\\n, }"} 1', { a: 'x\\y"z\n, }' }],
    ['auc{a="{b} # c"} 1', { a: "{b} # c" }],
    ['{"auc", a="b"} 1', { a: "b" }],
    ["auc\t1", {}],
  ])("has labels: %s", (line, labels) => {
    expect(parse(line)).toMatchObject([{ metric: "auc", labels }]);
  });

  test("takes what counters, histograms and summaries write for no gauge", () => {
    const text = [
      "# TYPE a counter\na_total 1",
      '# TYPE b histogram\nb_bucket{le="1"} 1\nb_sum 1\nb_count 1',
      '# TYPE c summary\nc{quantile="0.5"} 1',
      "d_total 1",
      'e{le="1"} 1',
      "# TYPE f untyped\nf 1",
      "# TYPE g_count gauge\ng_count 1",
    ].join("\n");
    const gauges = parseExposition(text).filter(({ isGauge }) => isGauge);
    expect(gauges.map(({ metric }) => metric)).toEqual(["f", "g_count"]);
  });

  test("counts a sample that stands twice once", () => {
    expect(parse("auc 1\nauc 1\r\n")[0]?.samples).toHaveLength(1);
  });

  test.each([
    ["auc", "line 1: no value"],
    ["auc high", 'line 1: "high" is not a number'],
    ["auc 0x1p-2", 'line 1: "0x1p-2" is not a number'],
    ["ok 1\n\nauc 1 2 3", 'line 3: "3" after its timestamp'],
    ["auc 1 soon", "line 1: soon is not a time in milliseconds"],
    ["auc 1 -5", "line 1: -5 is not a time in milliseconds"],
    ["auc 1 1e300", "line 1: 1e300 is not a time in milliseconds"],
    ["{} 1", "line 1: no name of a metric"],
    ['auc{a="b} 1', "line 1: a quote without an end"],
    ["auc{a=b} 1", "line 1: the value of the label a is not quoted"],
    ['auc{a="b" c="d"} 1', "line 1: labels without an end"],
    ['auc{a="b",a="c"} 1', "line 1: the label a stands twice"],
    ["auc{a} 1", "line 1: a label without a value: a"],
    ["auc{", "line 1: a label without a value: "],
    ["auc 1\nauc 2", "line 2: auc has a second value at the same time"],
    [
      `auc 1 ${DAY}`,
      `line 1: ${DAY} is a time in seconds, as in OpenMetrics, but no # EOF ends the file: it is cut off`,
    ],
    [
      `auc 1 ${DAY}.5`,
      `line 1: ${DAY}.5 is a time in seconds, as in OpenMetrics, but no # EOF ends the file: it is cut off`,
    ],
  ])("is refused by the line: %j", (text, message) => {
    expect(() => parseExposition(text)).toThrow(message);
  });
});

describe("OpenMetrics", () => {
  test("has times in seconds, and exemplars", () => {
    const text = `# TYPE auc gauge\n# UNIT auc ratio\nauc{a="b"} 0.9 ${DAY}.5 # {trace="x"} 1 ${DAY}\n# EOF\n`;
    expect(parse(text)[0]?.samples).toEqual([{ at: DAY * 1e6 + 500_000, value: 0.9 }]);
  });

  test("ends with # EOF", () => {
    expect(() => parseExposition("auc 1\n# EOF\nauc 2\n")).toThrow("line 3: text after # EOF");
    expect(() => parseExposition(`auc 1 ${DAY}000\n# EOF`)).toThrow("is not a time in seconds");
  });
});
