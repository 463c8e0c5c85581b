import { expect, test } from "vitest";
import { progressBar } from "../../src/render/progress.ts";

const MB = 1024 ** 2;

function bar(isTTY = true, columns = 100) {
  let now = 0;
  let written = "";
  const write = (text: string) => {
    written += text;
  };
  const output = { isTTY, columns, write, writeRaw: write };
  const progress = progressBar(output, () => now);
  return {
    at(ms: number, files: number, bytes: number, totalBytes = 400 * MB) {
      now = ms;
      progress.update({ files, bytes, totalFiles: 4000, totalBytes });
    },
    clear: () => progress.clear(),
    take() {
      const text = written;
      written = "";
      return text;
    },
  };
}

test("nothing is shown within the first second", () => {
  const { at, clear, take } = bar();
  at(999, 100, 10 * MB);
  clear();
  expect(take()).toBe("");
});

test("files, bytes, rate and time left, ten times a second at most, and cleared", () => {
  const { at, clear, take } = bar();
  at(2000, 1000, 100 * MB);
  at(2050, 1001, 101 * MB);
  expect(take()).toBe(
    "\r\u001b[K█████░░░░░░░░░░░░░░░  1,000/4,000 files  100.0 MB of 400.0 MB  50.0 MB/s  6 s left",
  );
  clear();
  clear();
  expect(take()).toBe("\r\u001b[K");
});

test("minutes and hours", () => {
  const { at, take } = bar();
  at(10_000, 1, 20 * MB);
  expect(take()).toContain("3 min 10 s left");
  at(20_000, 1, MB);
  expect(take()).toContain("2 h 13 min left");
});

test("empty files are told by their number, nothing yet by nothing", () => {
  const { at, take } = bar();
  at(1000, 2000, 0, 0);
  expect(take()).toContain("1 s left");
  at(2000, 0, 0);
  expect(take()).not.toContain("left");
});

test("a narrow terminal gets as much as fits one line", () => {
  const { at, take } = bar(true, 45);
  at(2000, 1000, 100 * MB);
  expect(take()).toBe("\r\u001b[K█████░░░░░░░░░░░░░░░  1,000/4,000 files");
});

test("nothing is shown where there is no terminal", () => {
  const { at, take } = bar(false);
  at(5000, 1000, 100 * MB);
  expect(take()).toBe("");
});
