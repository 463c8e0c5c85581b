import { describe, expect, test } from "vitest";
import { describesMedia, findMedia } from "../../../src/inventory/datasets/media.ts";

const counts = (paths: string[]) => {
  const files = paths.map((path) => ({ path, extension: path.slice(path.lastIndexOf(".")) }));
  const found: Record<string, number> = {};
  for (const medium of findMedia(files).values()) found[medium] = (found[medium] ?? 0) + 1;
  return found;
};
const many = (n: number, path: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => path(i));

describe("findMedia", () => {
  test.each<[string, string[], Record<string, number>]>([
    ["images are samples", ["cats/1.png", "dogs/1.JPG".toLowerCase()], { image: 2 }],
    [
      "masks describe images",
      ["images/1.png", "images/2.png", "masks/1.png", "masks/2.png"],
      { image: 2, about: 2 },
    ],
    ["texts beside images describe them", ["a/1.jpg", "a/1.txt"], { image: 1, about: 1 }],
    ["ten texts are samples", many(10, (i) => `pos/${i}.txt`), { text: 10 }],
    ["nine are notes", many(9, (i) => `${i}.txt`), {}],
    [
      "few texts beside more tables are notes",
      [...many(10, (i) => `${i}.txt`), ...many(20, (i) => `${i}.csv`)],
      {},
    ],
  ])("%s", (_, paths, expected) => {
    expect(counts(paths)).toEqual(expected);
  });
});

describe("describesMedia", () => {
  test.each<[string, string[] | null, boolean]>([
    ["labels", null, true],
    ["train_annotations", null, true],
    ["patients", ["age", "image_id"], true],
    ["patients", ["age", "sex"], false],
    ["patients", null, false],
  ])("%s with columns %j: %s", (stem, columns, expected) => {
    expect(describesMedia(stem, columns)).toBe(expected);
  });
});
