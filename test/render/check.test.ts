import { parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import type { RuleResult } from "../../src/gate/rule.ts";
import { failureLine } from "../../src/render/check/line.ts";
import { loadCheckRenderer } from "../../src/render/check/renderers.ts";
import { planOf } from "../support/values.ts";

const HOSTILE = "a|b\n::error::x %0A <script> & \"'` ]]> \u202E\u0000\uFFFE\ud800";

const result = (changes: Partial<RuleResult> = {}): RuleResult => ({
  rule: "unreadable",
  severity: "error",
  expected: "nothing",
  actual: "something",
  verdict: "fail",
  evidence: ["data/a.csv"],
  ...changes,
});

async function rendered(format: "md" | "junit" | "github" | "gitlab", ...rules: RuleResult[]) {
  const render = await loadCheckRenderer(format);
  return render({ plan: planOf(), rules, holds: false, unjudged: null, base: "" });
}

describe("Markdown", () => {
  const pass = result({ verdict: "pass" });
  const unknown = result({ verdict: "unknown" });
  const warning = result({ severity: "warning" });

  test.each([
    ["every rule holds", [pass, pass]],
    ["no rule fails, with 1 warning and 2 unknown", [warning, unknown, unknown, pass]],
    ["no rule fails, with 1 unknown", [unknown]],
    ["judged by no rule", []],
  ])("says that %s", async (outcome, rules) => {
    const render = await loadCheckRenderer("md");
    const text = render({ plan: planOf(), rules, holds: true, unjudged: null, base: "" });
    expect(text.split("\n")[0]).toBe(`## Retraining: ${outcome}`);
    expect(text.includes("| Verdict |")).toBe(rules.length > 0);
  });
});

describe("GitHub's annotations", () => {
  test("are never more than are shown, and the last says how many are not", async () => {
    const lines = (await rendered("github", ...Array(13).fill(result()))).trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe("::error title=retrain-plan::4 more; see the job's summary");
  });

  test("of all kinds leave room for another step of the job", async () => {
    const all = [result(), result({ severity: "warning" }), result({ verdict: "unknown" })];
    const text = await rendered("github", ...all.flatMap((each) => Array(30).fill(each)));
    expect(text.match(/^::error/gm)).toHaveLength(10);
    expect(text.match(/^::warning/gm)).toHaveLength(10);
    expect(text.match(/^::/gm)).toHaveLength(25);
    expect(text).toContain("::notice title=retrain-plan::26 more; see the job's summary\n");
  });

  test("have a kind by severity; what holds has none", async () => {
    const text = await rendered(
      "github",
      result({ severity: "warning" }),
      result({ verdict: "unknown" }),
      result({ verdict: "pass" }),
    );
    expect(text.match(/^::\w+/gm)).toEqual(["::warning", "::notice"]);
  });
});

describe("the line for cron", () => {
  test("says what each rule found, and nothing where none fails", () => {
    expect(failureLine([result({ verdict: "pass" }), result({ verdict: "unknown" })])).toBe(null);
    expect(failureLine([result()])).toBe("retrain-plan: unreadable: something");
    expect(failureLine([result(), result({ rule: "urgent", severity: "warning" })])).toBe(
      "retrain-plan: 2 rules do not hold: unreadable: something; warning: urgent: something",
    );
  });

  test("is one, and short, whatever and however many they are", () => {
    const long = result({ rule: HOSTILE, actual: `${HOSTILE}${"🙂".repeat(5000)}` });
    const line = failureLine(Array(30).fill(long)) ?? "";
    expect(line).toMatch(/^retrain-plan: 30 rules do not hold: .*; and 27 more$/);
    expect([...line].length).toBeLessThan(700);
  });
});

describe("text from files is inert", () => {
  const hostile = result({
    rule: HOSTILE,
    expected: HOSTILE,
    actual: HOSTILE,
    evidence: [HOSTILE],
  });

  test("in annotations: one line, one command", async () => {
    const text = await rendered("github", hostile);
    expect(text.split("\n")).toHaveLength(2);
    expect(text).not.toContain("%0A ");
    expect(text.match(/^::/gm)).toHaveLength(1);
  });

  test("in JUnit: one test case, no other element", async () => {
    const text = await rendered("junit", hostile, result({ verdict: "unknown" }));
    const tags = [...text.matchAll(/<(\w+)/g)].map(([, tag]) => tag);
    expect(tags.slice(2)).toEqual(["testcase", "failure", "testcase", "skipped"]);
    expect(parseFragment(text).childNodes.length).toBeGreaterThan(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for them
    expect(text).not.toMatch(/[\u0000-\u0008\uFFFE\uFFFF]|\p{Cs}/u);
  });

  test("in Markdown: one row", async () => {
    const text = await rendered("md", hostile);
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    expect(rows).toHaveLength(3);
    expect(text).not.toContain("<script>");
  });
});

describe("GitLab's report", () => {
  test("sees a rule that stays broken as the same, and tells rules apart", async () => {
    const prints = async (...rules: RuleResult[]) =>
      JSON.parse(await rendered("gitlab", ...rules)).map(
        (i: { fingerprint: string }) => i.fingerprint,
      );
    const [first, second] = await prints(result(), result({ rule: "urgent" }));
    expect(await prints(result({ actual: "something else" }))).toEqual([first]);
    expect(first).not.toBe(second);
  });
});
