import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openPublication } from "../../src/publish/publish.ts";
import { scratch, writeFiles } from "../support/scratch.ts";
import { instant } from "../support/values.ts";

const NOW = instant("2025-08-14T08:23:51.328015Z");
const FILES = [
  { name: "retrain_plan.md", text: "# Plan\n" },
  { name: "retrain_plan.json", text: "{}\n" },
];
const write = (directory: string) => openPublication(directory).publish(FILES, NOW);

describe("publish", () => {
  test("makes a directory named after the instant, in UTC, and points latest at it", () => {
    const out = join(scratch(), "artifacts/retraining");
    expect(write(out)).toBe("20250814_082351Z");
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "latest"]);
    expect(readFileSync(join(out, "latest/retrain_plan.md"), "utf8")).toBe("# Plan\n");
    expect(readFileSync(join(out, "latest/retrain_plan.json"), "utf8")).toBe("{}\n");
  });

  test("latest is a relative link, so that the directory can be moved", () => {
    const out = scratch();
    write(out);
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z");
  });

  test("two runs in one second do not collide", () => {
    const out = scratch();
    const both = [openPublication(out), openPublication(out)];
    expect(both.map((publication) => publication.publish(FILES, NOW))).toEqual([
      "20250814_082351Z",
      "20250814_082351Z-2",
    ]);
    expect(write(out)).toBe("20250814_082351Z-3");
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z-3");
  });

  test.each([
    ["a file", (path: string) => writeFiles(path, { "20250814_082351Z": "" })],
    ["an empty directory", (path: string) => mkdirSync(join(path, "20250814_082351Z"))],
    ["a full directory", (path: string) => writeFiles(path, { "20250814_082351Z/a": "" })],
  ])("%s of the same name is left alone", (_, make) => {
    const out = scratch();
    make(out);
    expect(write(out)).toBe("20250814_082351Z-2");
  });

  test("latest that led nowhere leads somewhere again", () => {
    const out = scratch();
    symlinkSync("20200101_000000Z", join(out, "latest"));
    write(out);
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z");
  });

  test("others may read it as the umask says", () => {
    const before = process.umask(0o022);
    const out = join(scratch(), "out");
    const name = write(out);
    process.umask(before);
    expect(statSync(join(out, name)).mode & 0o777).toBe(0o755);
    expect(statSync(join(out, name, "retrain_plan.md")).mode & 0o777).toBe(0o644);
  });
});

describe("complete or not at all", () => {
  test("nothing is seen under a final name before publish, and discard leaves nothing", () => {
    const out = scratch();
    const publication = openPublication(out);
    expect(readdirSync(out).filter((name) => !name.startsWith("."))).toEqual([]);
    publication.discard();
    expect(readdirSync(out)).toEqual([]);
  });

  test("discard after publish harms nothing", () => {
    const out = scratch();
    const publication = openPublication(out);
    const name = publication.publish(FILES, NOW);
    publication.discard();
    expect(readdirSync(join(out, name)).sort()).toEqual(["retrain_plan.json", "retrain_plan.md"]);
  });

  test("a file that cannot be written leaves nothing", () => {
    const out = scratch();
    const publication = openPublication(out);
    const files = [...FILES, { name: "missing/directory.md", text: "" }];
    expect(() => publication.publish(files, NOW)).toThrow(
      /the plan cannot be written: no such file or directory/,
    );
    publication.discard();
    expect(readdirSync(out)).toEqual([]);
  });

  test("latest that became a directory meanwhile: said, and no link left behind", () => {
    const out = scratch();
    const publication = openPublication(out);
    mkdirSync(join(out, "latest"));
    expect(() => publication.publish(FILES, NOW)).toThrow(/the plan cannot be written/);
    publication.discard();
    // The plan itself is complete.
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "latest"]);
  });
});

describe("a bad place fails at once", () => {
  test("latest is a directory", () => {
    const out = scratch({ "latest/precious.md": "" });
    expect(() => openPublication(out)).toThrow(/latest exists and is no link; move it away$/);
    expect(readdirSync(out)).toEqual(["latest"]);
  });

  test("the directory is a file, or below one", () => {
    const out = scratch({ file: "" });
    expect(() => openPublication(join(out, "file"))).toThrow(/the plan cannot be written/);
    expect(() => openPublication(join(out, "file/deeper"))).toThrow(/the plan cannot be written/);
    expect(lstatSync(join(out, "file")).isFile()).toBe(true);
  });

  test.skipIf(process.getuid?.() === 0)("it may not be written (skipped for root)", () => {
    const out = scratch();
    chmodSync(out, 0o555);
    expect(() => openPublication(out)).toThrow(/permission denied/);
    chmodSync(out, 0o755);
  });
});
