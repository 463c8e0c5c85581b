import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseMember } from "../../../src/inventory/containers/choose-member.ts";
import { listMembers } from "../../../src/inventory/containers/zip.ts";
import { sniffContent } from "../../../src/inventory/content/sniff.ts";
import { fileType, loadReader } from "../../../src/inventory/formats.ts";
import { zipOf } from "../../support/zip.ts";
import { type FuzzedFormat, Refused, ZONE } from "../format.ts";
import { csvText } from "../texts.ts";
import { broken, CSV, gzipped, JSON_LINES, seen } from "./data.ts";

/** A file whose name tells no format, read as its beginning tells. */
const byContent: FuzzedFormat = {
  name: "by-content",
  corpus: ["fixtures/inventory/content/**/*", ...CSV, ...JSON_LINES],
  generated: csvText,
  packed: (input, index) => (index % 4 === 0 ? gzipped(input, index) : input),
  async feed(input, directory) {
    const location = join(directory, "input");
    writeFileSync(location, input);
    const unnamed = { extension: "", compression: "none" } as const;
    const file = { path: "input", location, sizeBytes: input.length, modifiedMs: 0, ...unnamed };
    const verdict = await sniffContent(file, { rows: 2, commaRows: 10 });
    if (verdict.kind !== "data") throw new Refused(verdict.kind);
    const { extension, compression } = verdict;
    const reader = await loadReader(extension);
    if (reader === undefined) throw new TypeError(`no reader of ${extension}`);
    return seen(await reader.read({ ...file, extension, compression }, { zone: ZONE }));
  },
};

/** A file in an archive, chosen as the inventory does. */
const zip: FuzzedFormat = {
  name: "zip",
  corpus: ["fixtures/inventory/containers/zip/*", ...CSV],
  generated: csvText,
  packed: (input, index) => {
    if (input.subarray(0, 2).toString() === "PK") return input;
    const members = [
      { name: "train.csv", content: input },
      { name: "test.csv", content: "a\n1\n" },
    ];
    return broken(zipOf(members), index);
  },
  async feed(input, directory) {
    const location = join(directory, "input.zip");
    writeFileSync(location, input);
    const { name } = chooseMember(await listMembers(location), undefined);
    const member = {
      member: name,
      compression: "zip",
      extension: fileType(name).extension,
    } as const;
    const file = { path: "input.zip", location, sizeBytes: input.length, modifiedMs: 0, ...member };
    const reader = await loadReader(file.extension);
    if (reader === undefined) throw new Refused("no reader");
    return seen(await reader.read(file, { zone: ZONE }));
  },
};

/** Files that are known by their content, or hold tables among other things. */
export const CONTAINERS: readonly FuzzedFormat[] = [byContent, zip];
