import { expect, test } from "vitest";
import { run } from "../../src/cli/run.ts";
import { fakeHost } from "../support/host.ts";
import { scratch } from "../support/scratch.ts";

test("what costs as much as the oracle, but for rounding, is not below it", async () => {
  const cwd = scratch({
    "losses.json": JSON.stringify({ loss: [[1, 1.1, 1.2, 1.3], [1, 1.2, 1.4], [1, 1.1], [1]] }),
  });
  const { host, record } = fakeHost(cwd);
  const words = ["backtest", "losses.json", "--cost", "0.1,0.5", "--policy", "every:1", "oracle"];
  expect(await run(words, host)).toBe(0);
  expect(record.stdout).toMatch(/every:1 +0\.0 % +19\.6 %/);
  expect(record.stdout).not.toContain("-0.0");
});
