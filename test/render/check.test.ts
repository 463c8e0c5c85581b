import { parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import type { RuleResult } from "../../src/gate/rule.ts";
import { checkRendererOf } from "../../src/render/check/renderers.ts";
import { planOf } from "../support/values.ts";

const HOSTILE = "a|b\n::error::x %0A <script> & \"'` ]]> \u202E\u0000";

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
  const render = await checkRendererOf(format);
  return render({ plan: planOf(), rules, holds: false, base: "" });
}

describe("GitHub's annotations", () => {
  test("are never more than are shown, and the last says how many are not", async () => {
    const lines = (await rendered("github", ...Array(13).fill(result()))).trimEnd().split("\n");
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe("::error title=retrain-plan::4 more; see the job's log");
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
    expect(text).not.toMatch(/[\u0000-\u0008]/);
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
