import { expect, test } from "vitest";
import { besideData } from "../../src/inventory/formats.ts";
import { takeScan } from "../../src/inventory/scan.ts";
import { createZone } from "../../src/time/instant.ts";
import { scratch } from "../support/scratch.ts";

test.each([
  ["Thumbs.db", "files of a file manager"],
  ["~$Budget.xlsx", "locks of open documents"],
  [".~lock.Budget.xlsx#", "locks of open documents"],
  ["events.csv.bak", "backups"],
  ["events.csv~", "backups"],
  ["events.csv.tmp", "unfinished files"],
  ["events.zip.crdownload", "unfinished files"],
  ["_SUCCESS", "_SUCCESS"],
  ["part-00000.crc", ".crc"],
  ["unload_manifest", "manifests"],
  ["manifest.json", "descriptions of data"],
])("%s is no data: %s", (name, kind) => {
  expect(besideData(name)).toBe(kind);
});

test.each([
  ["orc", /pandas\.read_orc/],
  ["h5", /pandas\.read_hdf/],
  ["pkl", /if you trust it, .*pandas\.read_pickle/],
  ["csv.bz2", /bunzip2/],
  ["csv.xz", /xz -d/],
  ["sas7bdat", /pandas\.read_sas/],
  ["7z", /unpack it/],
])(
  "a .%s file is not counted, and a way out is named, which is not to count files",
  async (ending, way) => {
    const bytes = Buffer.from([1, 0, 2, 0]);
    const one = await scanned({ [`data/events.${ending}`]: bytes });
    const many = await scanned({
      [`data/a.${ending}`]: bytes,
      [`data/b.${ending}`]: Buffer.from([3, 0]),
    });
    for (const { samples, problems } of [one, many]) {
      expect(samples.counted).toBe(0);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.problem).toMatch(way);
      expect(problems[0]?.problem).not.toContain("sample: file");
    }
  },
);

test("a text of another type that looks like a table is not said to be a sample", async () => {
  const rows = Array.from({ length: 12 }, (_, i) => `${i} ${i * 2} 5`).join("\n");
  const { problems } = await scanned({ "data/graph.edges": rows });
  expect(problems[0]?.problem).toBe("looks like a table: state `format: ssv` under `sources`");
});

function scanned(files: Record<string, string | Uint8Array>) {
  return takeScan(undefined, scratch(files), createZone("UTC"), { files: true });
}
