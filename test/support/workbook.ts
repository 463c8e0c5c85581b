import { zipOf } from "./zip.ts";

const RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

interface Parts {
  /** The rows of each sheet, in XML, by its name. */
  readonly sheets: Readonly<Record<string, string>>;
  /** Attributes of sheets in the workbook's list, by their names. */
  readonly states?: Readonly<Record<string, string>>;
  readonly strings?: string;
  readonly styles?: string;
}

/** A workbook of the least parts that one needs, after ECMA-376; it may be one that Excel would not write. */
export function workbookOf({ sheets, states = {}, strings, styles }: Parts): Buffer {
  const names = Object.keys(sheets);
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${RELATION}/${type}" Target="${target}"/>`;
  const own = names.map((_, i) => relation(`r${i}`, "worksheet", `worksheets/${i}.xml`));
  if (strings !== undefined) own.push(relation("s", "sharedStrings", "sharedStrings.xml"));
  if (styles !== undefined) own.push(relation("t", "styles", "styles.xml"));
  const listed = names.map(
    (name, i) => `<sheet name="${name}" ${states[name] ?? ""} r:id="r${i}"/>`,
  );
  const documents: Record<string, string> = {
    "_rels/.rels": `<r>${relation("w", "officeDocument", "xl/workbook.xml")}</r>`,
    "xl/workbook.xml": `<workbook><sheets>${listed.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<r>${own.join("")}</r>`,
    ...(strings !== undefined && { "xl/sharedStrings.xml": strings }),
    ...(styles !== undefined && { "xl/styles.xml": styles }),
  };
  for (const [i, name] of names.entries()) {
    documents[`xl/worksheets/${i}.xml`] =
      `<worksheet><sheetData>${sheets[name]}</sheetData></worksheet>`;
  }
  return zipOf(Object.entries(documents).map(([name, content]) => ({ name, content })));
}

/** Rows of cells with numbers or texts, in XML. */
export function rowsOf(...rows: readonly (readonly (number | string)[])[]): string {
  const cell = (value: number | string) =>
    typeof value === "number"
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  return rows.map((row) => `<row>${row.map(cell).join("")}</row>`).join("");
}
