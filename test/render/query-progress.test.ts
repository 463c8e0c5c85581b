import { expect, test } from "vitest";
import { queryProgress } from "../../src/render/query-progress.ts";
import { fakeHost } from "../support/host.ts";

test("shows how far the queries of a server are, and leaves the line as it was", () => {
  const { host, record } = fakeHost("/", { isTTY: true });
  let now = 0;
  const line = queryProgress(host.stderr, () => now);
  const state = {
    state: "RUNNING",
    completedSplits: 12,
    totalSplits: 40,
    rows: 5_000_000,
    nodes: 2,
  };
  line.update(state);
  expect(record.stderr).toBe("");
  now = 2000;
  line.update({ ...state, state: "QUEUED", totalSplits: 0 });
  now = 3000;
  line.update(state);
  line.clear();
  expect(record.stderr.split("\r\u001b[K")).toEqual([
    "",
    "Trino: queued",
    "Trino: 12 of 40 splits  5,000,000 rows  2 nodes",
    "",
  ]);
});
