import { describe, expect, test } from "vitest";
import { run } from "../../../src/cli/run.ts";
import { fakeHost } from "../../support/host.ts";
import { scratch } from "../../support/scratch.ts";

interface Found {
  readonly name: string;
  readonly role: string;
  readonly role_by: string;
}

/** The role of a table in a project, and what decided it. */
async function roleOf(name: string, files: Record<string, string | Uint8Array>): Promise<Found> {
  const { host, record } = fakeHost(scratch(files));
  expect(await run(["scan", "--format", "json", "--no-cache"], host), record.stderr).toBe(0);
  const { datasets } = JSON.parse(record.stdout) as { datasets: Found[] };
  return datasets.find((set) => set.name === name) as Found;
}

const csv = (column: string, value: (i: number) => string) =>
  `${column},label\n${Array.from({ length: 40 }, (_, i) => `${value(i)},${i % 2}\n`).join("")}`;
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47]);

describe("rows that name files which are not there may be an index of them", () => {
  test.each([
    ["images in CSV", "data/labels.csv", csv("image", (i) => `${i}.png`)],
    ["their folders, too", "data/driving_log.csv", csv("center", (i) => `IMG\\center_${i}.jpg`)],
    ["with a gap", "data/train.csv", csv("image_path", (i) => (i === 3 ? "" : `im/${i}.jpg`))],
    [
      "audio in JSON Lines",
      "data/manifest.jsonl",
      Array.from({ length: 40 }, (_, i) => `{"audio_filepath":"${i}.wav","text":"a"}\n`).join(""),
    ],
  ])("%s", async (_, name, text) => {
    const { role, role_by: by } = await roleOf(name, { [name]: text });
    expect(role).toBe("unknown");
    expect(by).toMatch(
      /^its rows name (39|40) files in column ".+" that were not found, such as "/,
    );
  });
});

describe("rows that name files are what they are by their name and place", () => {
  const labels = csv("image", (i) => `images/${i}.png`);
  test.each([
    ["where a file lies beside them", { "data/labels.csv": labels, "data/images/7.png": PNG }],
    ["where a file lies below the project", { "data/labels.csv": labels, "images/7.png": PNG }],
    ["of addresses", { "data/labels.csv": csv("image_url", (i) => `https://x.org/${i}.png`) }],
    ["of other files", { "data/labels.csv": csv("file", (i) => `part_${i}.csv`) }],
    ["of a few rows", { "data/labels.csv": csv("image", (i) => (i < 30 ? `${i}.png` : "lost")) }],
    ["of no column of files", { "data/labels.csv": csv("title", (i) => `holiday ${i}.png`) }],
  ])("%s", async (_, files) => {
    expect((await roleOf("data/labels.csv", files)).role_by).not.toContain("not found");
  });

  test("where the configuration says that they are samples", async () => {
    const found = await roleOf("data/labels.csv", {
      "data/labels.csv": labels,
      "retrain-plan.yaml": "sources: [{path: data/labels.csv, role: training}]\n",
    });
    expect([found.role, found.role_by]).toEqual(["training", "configuration"]);
  });
});
