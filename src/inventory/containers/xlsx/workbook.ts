import { posix } from "node:path";
import { FileProblem } from "../../reader.ts";
import { listMembers } from "../zip.ts";
import { readXml } from "./xml.ts";

/** A sheet of cells of a workbook. */
export interface Sheet {
  readonly name: string;
  /** The document of its rows. */
  readonly member: string;
  readonly isHidden: boolean;
}

export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** Whether days are counted from 1904, as on old Macintoshes. */
  readonly is1904: boolean;
  /** The documents of the texts that cells share, and of the styles; null if absent. */
  readonly stringsMember: string | null;
  readonly stylesMember: string | null;
}

/**
 * Reads what a workbook consists of, after ECMA-376.
 *
 * @throws FileProblem where it is damaged, or no workbook
 */
export async function readWorkbook(location: string | Buffer): Promise<Workbook> {
  const members = new Set((await listMembers(location)).map(({ name }) => name));
  const main = (await readRelations(location, "_rels/.rels", "", members)).find(
    hasType("officeDocument"),
  );
  if (main === undefined || !members.has(main.target))
    throw new FileProblem("no workbook: it names no sheets");
  const folder = posix.dirname(main.target);
  const own = `${folder}/_rels/${posix.basename(main.target)}.rels`;
  const relations = await readRelations(location, own, folder, members);
  const byId = new Map(relations.map((relation) => [relation.id, relation]));
  const sheets: Sheet[] = [];
  let is1904 = false;
  await readXml(location, main.target, {
    open(name, attributes) {
      if (name === "workbookPr") is1904 = /^(1|true)$/.test(attributes.date1904 ?? "");
      if (name !== "sheet") return;
      const id = Object.entries(attributes).find(([key]) => /(^|:)id$/.test(key))?.[1];
      const relation = byId.get(id ?? "");
      // Sheets of charts and of macros have no rows.
      if (relation === undefined || !hasType("worksheet")(relation)) return;
      const isHidden = (attributes.state ?? "visible") !== "visible";
      sheets.push({ name: attributes.name ?? "", member: relation.target, isHidden });
    },
  });
  const find = (kind: string) => relations.find(hasType(kind))?.target ?? null;
  return { sheets, is1904, stringsMember: find("sharedStrings"), stylesMember: find("styles") };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

function hasType(kind: string): (relation: Relation) => boolean {
  return ({ type }) => type.endsWith(`/${kind}`);
}

/** Which documents a document refers to, as their names in the archive. */
async function readRelations(
  location: string | Buffer,
  member: string,
  folder: string,
  members: ReadonlySet<string>,
): Promise<Relation[]> {
  const relations: Relation[] = [];
  if (!members.has(member)) return relations;
  await readXml(location, member, {
    open(name, { Id: id = "", Type: type = "", Target: to = "" }) {
      if (name !== "Relationship") return;
      const target = to.startsWith("/") ? to.slice(1) : posix.join(folder, to);
      if (members.has(target)) relations.push({ id, type, target });
    },
  });
  return relations;
}
