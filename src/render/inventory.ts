import type { Inventory } from "../inventory/schema.ts";
import { bytes, count, sampleCount, thousands } from "../quantity.ts";
import { oneLine } from "./escape.ts";
import { renderTable } from "./table.ts";

/** The inventory for a terminal: by type, by source, then what could not be counted. */
export function renderInventory(inventory: Inventory): string {
  const { samples, types, sources, problems, notes, left_out } = inventory;
  const uncounted =
    samples.uncounted_files > 0 ? `; ${count(samples.uncounted_files, "file")} not counted` : "";
  const blocks = [
    `${sampleCount(samples.counted)} in ${count(inventory.files, "file")}, ${bytes(inventory.bytes)}${uncounted}\n`,
    renderTable(
      [{ title: "Type" }, ...NUMBERS],
      types.map((type) => [
        type.extension,
        thousands(type.files),
        bytes(type.bytes),
        type.samples === null ? "unknown" : thousands(type.samples),
      ]),
    ),
    renderTable(
      [{ title: "Source" }, ...NUMBERS, { title: "Happened" }],
      sources.map((source) => [
        source.name,
        thousands(source.files),
        bytes(source.bytes),
        thousands(source.samples.counted),
        source.event_time === null
          ? "unknown"
          : `${source.event_time.earliest.slice(0, 10)} to ${source.event_time.latest.slice(0, 10)}, by ${source.event_time.source}`,
      ]),
    ),
    list(
      "Not counted",
      problems.map(({ path, problem }) => `${path}: ${problem}`),
    ),
    list(
      "Remarks",
      notes.map(({ path, note }) => `${path}: ${note}`),
    ),
    list(
      "Left out, as not data",
      left_out.map(({ kind, files }) => `${count(files, "file")} (${kind})`),
    ),
  ];
  return blocks.filter(Boolean).join("\n");
}

const NUMBERS = [
  { title: "Files", align: "right" },
  { title: "Size", align: "right" },
  { title: "Samples", align: "right" },
] as const;

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return "";
  return `${title}:\n${items.map((item) => `  ${oneLine(item)}\n`).join("")}`;
}
