import { afterEach, expect, test, vi } from "vitest";
import { onInterrupt } from "../../src/runtime/interrupt.ts";

afterEach(() => vi.restoreAllMocks());

test.each(["SIGINT", "SIGTERM"] as const)("%s cleans up, then ends the process by it", (signal) => {
  const before = process.listenerCount(signal);
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const done: string[] = [];
  onInterrupt(() => done.push("one"));
  const release = onInterrupt(() => done.push("two"));
  release();
  process.listeners(signal).at(-1)?.(signal);
  expect(done).toEqual(["one"]);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, signal);
  expect(process.listenerCount(signal)).toBe(before);
});

test("what was taken back leaves the signal as it was", () => {
  const before = process.listenerCount("SIGINT");
  const release = onInterrupt(() => {});
  expect(process.listenerCount("SIGINT")).toBe(before + 1);
  release();
  expect(process.listenerCount("SIGINT")).toBe(before);
});
