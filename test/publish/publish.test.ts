import { spawn } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { openPublication } from "../../src/publish/publish.ts";
import { removeOld } from "../../src/publish/retention.ts";
import { scratch, writeFiles } from "../support/scratch.ts";
import { instant } from "../support/values.ts";

const NOW = instant("2025-08-14T08:23:51.328015Z");
const FILES = [
  { name: "retrain_plan.md", text: "# Plan\n" },
  { name: "retrain_plan.json", text: "{}\n" },
];
const write = async (directory: string) => {
  const publication = await openPublication(directory);
  try {
    return await publication.publish(FILES, NOW);
  } finally {
    publication.discard();
  }
};

describe("publish", () => {
  test("makes a directory named after the instant, in UTC, and points latest at it", async () => {
    const out = join(scratch(), "artifacts/retraining");
    expect(await write(out)).toBe("20250814_082351Z");
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "latest"]);
    expect(readFileSync(join(out, "latest/retrain_plan.md"), "utf8")).toBe("# Plan\n");
    expect(readFileSync(join(out, "latest/retrain_plan.json"), "utf8")).toBe("{}\n");
  });

  test("latest is a relative link, so that the directory can be moved", async () => {
    const out = scratch();
    await write(out);
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z");
  });

  test("two runs in one second do not collide", async () => {
    const out = scratch();
    expect(await write(out)).toBe("20250814_082351Z");
    expect(await write(out)).toBe("20250814_082351Z-2");
    expect(await write(out)).toBe("20250814_082351Z-3");
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z-3");
  });

  test.each([
    ["a file", (path: string) => writeFiles(path, { "20250814_082351Z": "" })],
    ["an empty directory", (path: string) => mkdirSync(join(path, "20250814_082351Z"))],
    ["a full directory", (path: string) => writeFiles(path, { "20250814_082351Z/a": "" })],
  ])("%s of the same name is left alone", async (_, make) => {
    const out = scratch();
    make(out);
    expect(await write(out)).toBe("20250814_082351Z-2");
  });

  test("latest that led nowhere leads somewhere again", async () => {
    const out = scratch();
    symlinkSync("20200101_000000Z", join(out, "latest"));
    await write(out);
    expect(readlinkSync(join(out, "latest"))).toBe("20250814_082351Z");
  });

  test("others may read it as the umask says", async () => {
    const before = process.umask(0o022);
    const out = join(scratch(), "out");
    const name = await write(out);
    process.umask(before);
    expect(statSync(join(out, name)).mode & 0o777).toBe(0o755);
    expect(statSync(join(out, name, "retrain_plan.md")).mode & 0o777).toBe(0o644);
  });
});

describe("complete or not at all", () => {
  test("nothing is seen under a final name before publish, and discard leaves nothing", async () => {
    const out = scratch();
    const publication = await openPublication(out);
    expect(readdirSync(out).filter((name) => !name.startsWith("."))).toEqual([]);
    publication.discard();
    expect(readdirSync(out)).toEqual([]);
  });

  test("discard removes the directories that were made for it, too", async () => {
    const root = scratch({ "data/a.csv": "" });
    (await openPublication(join(root, "artifacts/retraining"))).discard();
    expect(readdirSync(root)).toEqual(["data"]);
    mkdirSync(join(root, "artifacts"));
    (await openPublication(join(root, "artifacts/retraining"))).discard();
    expect(readdirSync(root).sort()).toEqual(["artifacts", "data"]);
  });

  test("discard after publish harms nothing", async () => {
    const out = scratch();
    const publication = await openPublication(out);
    const name = await publication.publish(FILES, NOW);
    publication.discard();
    expect(readdirSync(join(out, name)).sort()).toEqual([
      "SHA256SUMS",
      "retrain_plan.json",
      "retrain_plan.md",
    ]);
  });

  test("a file that cannot be written leaves nothing", async () => {
    const out = scratch();
    const publication = await openPublication(out);
    const files = [...FILES, { name: "missing/directory.md", text: "" }];
    await expect(publication.publish(files, NOW)).rejects.toThrow(
      /the plan cannot be written: no such file or directory/,
    );
    publication.discard();
    expect(readdirSync(out)).toEqual([]);
  });

  test("latest that became a directory meanwhile: said, and no link left behind", async () => {
    const out = scratch();
    const publication = await openPublication(out);
    mkdirSync(join(out, "latest"));
    await expect(publication.publish(FILES, NOW)).rejects.toThrow(/the plan cannot be written/);
    publication.discard();
    // The plan itself is complete.
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "latest"]);
  });
});

describe("a bad place fails at once", () => {
  test("latest is a directory", async () => {
    const out = scratch({ "latest/precious.md": "" });
    await expect(openPublication(out)).rejects.toThrow(
      /latest exists and is not a link; move it away$/,
    );
    expect(readdirSync(out)).toEqual(["latest"]);
  });

  test("the directory is a file, or below one", async () => {
    const out = scratch({ file: "" });
    await expect(openPublication(join(out, "file"))).rejects.toThrow(/the plan cannot be written/);
    await expect(openPublication(join(out, "file/deeper"))).rejects.toThrow(
      /the plan cannot be written/,
    );
    expect(lstatSync(join(out, "file")).isFile()).toBe(true);
  });

  test.skipIf(process.getuid?.() === 0)("it may not be written (skipped for root)", async () => {
    const out = scratch();
    chmodSync(out, 0o555);
    await expect(openPublication(out)).rejects.toThrow(/permission denied/);
    chmodSync(out, 0o755);
  });
});

describe("one run at a time", () => {
  test("a second run says who is writing, and leaves the first alone", async () => {
    const out = scratch();
    const first = await openPublication(out);
    await expect(openPublication(out)).rejects.toThrow(
      `${out}: another run is writing a plan there (process ${process.pid} on ${hostname()})`,
    );
    expect(await first.publish(FILES, NOW)).toBe("20250814_082351Z");
    first.discard();
    expect(await write(out)).toBe("20250814_082351Z-2");
  });

  test("or waits for it", async () => {
    const out = scratch();
    const first = await openPublication(out);
    const second = openPublication(out, { waitMs: 60_000 });
    await first.publish(FILES, NOW);
    first.discard();
    const publication = await second;
    expect(await publication.publish(FILES, NOW)).toBe("20250814_082351Z-2");
    publication.discard();
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "20250814_082351Z-2", "latest"]);
  });

  test("what a killed run has left is cleared away, and its lock taken over", async () => {
    const out = scratch({ ".writing-1/retrain_plan.md": "half", ".removing-1/a": "" });
    symlinkSync("20250814_082351Z", join(out, ".latest-20250814_082351Z-1"));
    const open = await openPublication(out);
    const lock = readlinkSync(join(out, ".lock"));
    open.discard();
    // The same process number, of a process that started at another time.
    symlinkSync(lock.replace(/\|\d+\|([^|]*)$/, "|1|$1"), join(out, ".lock"));
    expect(await write(out)).toBe("20250814_082351Z");
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "latest"]);
  });

  test("the lock of another machine is taken over after two silent minutes", async () => {
    const out = scratch();
    const lock = join(out, ".lock");
    symlinkSync("elsewhere|boot|17|1|id", lock);
    await expect(openPublication(out)).rejects.toThrow("(process 17 on elsewhere)");
    const longAgo = new Date(Date.now() - 121_000);
    lutimesSync(lock, longAgo, longAgo);
    expect(await write(out)).toBe("20250814_082351Z");
  });

  test("the lock of a machine whose clock is an hour behind is no silent one", async () => {
    const out = scratch();
    symlinkSync("elsewhere|boot|17|1|id", join(out, ".lock"));
    const ahead = vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
    try {
      await expect(openPublication(out)).rejects.toThrow("(process 17 on elsewhere)");
      expect(readdirSync(out)).toEqual([".lock"]);
    } finally {
      ahead.mockRestore();
    }
  });

  test("the lock of one that has ended is taken over, though nobody asked how", async (context) => {
    if (process.platform !== "linux") context.skip("processes are looked at in /proc");
    const out = scratch();
    const open = await openPublication(out);
    const lock = readlinkSync(join(out, ".lock"));
    open.discard();
    // A parent that became another program asks no more.
    const parent = spawn("sh", ["-c", "sleep 0.1 & echo $!; exec sleep 60"]);
    try {
      const pid = String(
        await new Promise((resolve) => parent.stdout.once("data", resolve)),
      ).trim();
      const fields = () =>
        readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      await vi.waitFor(() => expect(fields()[0]).toBe("Z"), 5000);
      const [host, place] = lock.split("|");
      symlinkSync([host, place, pid, fields()[19], "id"].join("|"), join(out, ".lock"));
      expect(await write(out)).toBe("20250814_082351Z");
    } finally {
      parent.kill();
    }
  });

  test("who has lost the lock publishes nothing", async () => {
    const out = scratch();
    const publication = await openPublication(out);
    rmSync(join(out, ".lock"));
    await expect(publication.publish(FILES, NOW)).rejects.toThrow(/its lock was removed/);
    publication.discard();
    expect(readdirSync(out)).toEqual([]);
  });

  test("a file in the lock's place is left alone, and said", async () => {
    const out = scratch({ ".lock": "precious" });
    await expect(openPublication(out)).rejects.toThrow(
      /\.lock is not a lock of this program; move it away/,
    );
    expect(readFileSync(join(out, ".lock"), "utf8")).toBe("precious");
  });

  test("so is a link of another program, however old", async () => {
    const out = scratch();
    symlinkSync("host.example:4711", join(out, ".lock"));
    lutimesSync(join(out, ".lock"), 0, 0);
    await expect(openPublication(out)).rejects.toThrow(/\.lock is not a lock of this program/);
    expect(readlinkSync(join(out, ".lock"))).toBe("host.example:4711");
  });

  test("output removed meanwhile is one clear error", async () => {
    const out = join(scratch(), "out");
    const publication = await openPublication(out);
    rmSync(out, { recursive: true });
    await expect(publication.publish(FILES, NOW)).rejects.toThrow(/the plan cannot be written/);
    publication.discard();
  });
});

describe("how many plans stay", () => {
  const FOUR = [
    "20250101_000000Z",
    "20250102_000000Z",
    "20250102_000000Z-2",
    "20250102_000000Z-10",
  ];
  const four = () =>
    scratch(Object.fromEntries(FOUR.map((name) => [`${name}/retrain_plan.md`, "# Plan"])));

  test("the newest, by their names", () => {
    const out = four();
    expect(removeOld(out, 2)).toEqual(FOUR.slice(0, 2));
    expect(readdirSync(out).sort()).toEqual(FOUR.slice(2).sort());
  });

  test("never the latest, nor what is approved, nor what is not a plan of ours", () => {
    const out = four();
    symlinkSync("20250101_000000Z", join(out, "latest"));
    writeFiles(out, {
      "20250102_000000Z/approvals.jsonl": "{}",
      "20240101_000000Z/precious.md": "",
      "notes/retrain_plan.md": "",
    });
    mkdirSync(join(out, "20240102_000000Z"));
    expect(removeOld(out, 1)).toEqual(["20250102_000000Z-2"]);
    expect(readdirSync(out).sort()).toEqual(
      [...FOUR, "latest", "20240101_000000Z", "20240102_000000Z", "notes"]
        .filter((name) => name !== "20250102_000000Z-2")
        .sort(),
    );
  });

  test("they go when a new one is in its place", async () => {
    const out = four();
    const publication = await openPublication(out, { keep: 1 });
    await publication.publish(FILES, NOW);
    publication.discard();
    expect(readdirSync(out).sort()).toEqual(["20250814_082351Z", "latest"]);
  });
});
