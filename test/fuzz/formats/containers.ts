import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { chooseMember } from "../../../src/inventory/containers/choose-member.ts";
import { chooseTable } from "../../../src/inventory/containers/sqlite/choose-table.ts";
import { chooseSheet } from "../../../src/inventory/containers/xlsx/choose-sheet.ts";
import { listMembers } from "../../../src/inventory/containers/zip.ts";
import { sniffContent } from "../../../src/inventory/content/sniff.ts";
import { fileType, loadReader } from "../../../src/inventory/formats.ts";
import { workbookOf } from "../../support/workbook.ts";
import { zipOf } from "../../support/zip.ts";
import { type FuzzedFormat, Refused, ZONE } from "../format.ts";
import { bytes, csvText } from "../texts.ts";
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

/** Rows of cells in XML. */
const cellsText = csvText.map((csv) =>
  csv
    .split("\n")
    .map((line) => `<row>${line.split(",").map(cellOf).join("")}</row>`)
    .join(""),
);

function cellOf(text: string, at: number): string {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  if (at % 3 === 1) return `<c r="${String.fromCharCode(65 + at)}1" s="1"><v>${safe}</v></c>`;
  return at % 3 === 2
    ? `<c t="s"><v>${at % 4}</v></c>`
    : `<c t="inlineStr"><is><t>${safe}</t></is></c>`;
}

/** A workbook, whose sheet is chosen as the inventory does. */
const xlsx: FuzzedFormat = {
  name: "xlsx",
  corpus: ["fixtures/inventory/containers/xlsx/*"],
  generated: cellsText,
  packed: (input, index) => {
    if (input.subarray(0, 2).toString() === "PK") return input;
    const strings = "<sst><si><t>occurred_at</t></si><si><t>b</t></si><si/></sst>";
    const styles = '<s><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs></s>';
    const book = workbookOf({ sheets: { Data: input.toString() }, strings, styles });
    return index % 4 === 1 ? broken(book, index) : book;
  },
  async feed(input, directory) {
    const location = join(directory, "input.xlsx");
    writeFileSync(location, input);
    const { name } = await chooseSheet(location, undefined);
    const type = { extension: ".xlsx", compression: "none", member: name } as const;
    const file = { path: "input.xlsx", location, sizeBytes: input.length, modifiedMs: 0, ...type };
    const reader = await loadReader(".xlsx");
    if (reader === undefined) throw new TypeError("no reader");
    return seen(await reader.read(file, { zone: ZONE }));
  },
};

/** A database, whose table is chosen as the inventory does. */
const sqlite: FuzzedFormat = {
  name: "sqlite",
  corpus: ["fixtures/inventory/containers/sqlite/*"],
  generated: bytes,
  async feed(input, directory) {
    const location = join(directory, "input.db");
    writeFileSync(location, input);
    const { name } = chooseTable(location, undefined);
    const type = { extension: ".db", compression: "none", member: name } as const;
    const file = { path: "input.db", location, sizeBytes: input.length, modifiedMs: 0, ...type };
    const reader = await loadReader(".db");
    if (reader === undefined) throw new TypeError("no reader");
    return seen(await reader.read(file, { zone: ZONE }));
  },
};

/** Binary files of which headers tell the samples. */
function headed(name: string, ending: string): FuzzedFormat {
  return {
    name,
    corpus: [`fixtures/inventory/containers/${name === "npz" ? "npy" : name}/*${ending}`],
    generated: bytes,
    async feed(input, directory) {
      const path = `input${ending}`;
      const location = join(directory, path);
      writeFileSync(location, input);
      const file = { path, location, sizeBytes: input.length, modifiedMs: 0, ...fileType(path) };
      const reader = await loadReader(file.extension);
      if (reader === undefined) throw new TypeError(`no reader of ${path}`);
      return seen(await reader.read(file, { zone: ZONE }));
    },
  };
}

/** Files that are known by their content, or hold tables among other things. */
export const CONTAINERS: readonly FuzzedFormat[] = [
  ...[
    byContent,
    zip,
    xlsx,
    sqlite,
    headed("avro", ".avro"),
    headed("npy", ".npy"),
    headed("npz", ".npz"),
  ],
  ...[headed("tfrecord", ".tfrecord"), headed("webdataset", ".tar")],
];
