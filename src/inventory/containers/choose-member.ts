import { count } from "../../text/quantity.ts";
import { isDocumentName } from "../content/text-names.ts";
import { besideData, fileType, formatName } from "../formats.ts";
import { FileProblem } from "../reader.ts";
import { holdsCells } from "./cells.ts";
import { type Chosen, chooseTraining, describeSeveral } from "./chosen.ts";
import type { ZipMember } from "./zip.ts";

/**
 * The table of an archive: the one that is named, or the only one; of several the one to train on, where their
 * names give the others another role.
 *
 * @param wanted its name in the archive, or the last part of it
 * @throws FileProblem for an archive without tables, and for one of several
 */
export function chooseMember(members: readonly ZipMember[], wanted: string | undefined): Chosen {
  if (wanted !== undefined) return { name: findMember(members, wanted).name, others: [] };
  const own = members.filter(({ name }) => !isBeside(name));
  const tables = own.filter(({ name }) => isTable(name));
  const [first, ...others] = tables;
  if (first === undefined) throw new FileProblem(describeOther(own));
  if (others.length === 0) return { name: first.name, others: [] };
  const names = tables.map(({ name }) => name);
  const chosen = chooseTraining(names);
  if (chosen === null) throw new FileProblem(describeSeveral("an archive", names));
  return chosen;
}

function findMember(members: readonly ZipMember[], wanted: string): ZipMember {
  const exact = members.find(({ name }) => name === wanted);
  const ending = members.filter(({ name }) => name.endsWith(`/${wanted}`));
  const found = exact ?? (ending.length === 1 ? ending[0] : undefined);
  if (found !== undefined) return found;
  const many = ending.length > 1 ? `${ending.length} files` : "no file";
  throw new FileProblem(`the archive has ${many} called ${JSON.stringify(wanted)}`);
}

function isBeside(name: string): boolean {
  const parts = name.split("/");
  return (
    parts.some((part) => part.startsWith(".") || part === "__MACOSX") ||
    besideData(name) !== undefined ||
    (/\.te?xt$/i.test(name) && isDocumentName(name))
  );
}

/** Files whose name tells no format are looked into only if they are the one that may be a table. */
function isTable(name: string): boolean {
  const { extension, compression } = fileType(name);
  return (
    compression === "none" &&
    !holdsCells(extension) &&
    !/^\.(npz|tar)$/.test(extension) &&
    (formatName(extension) !== null || /^$|^\.(te?xt|data|dat|tab)$/.test(extension))
  );
}

/** Of what an archive without a table consists. */
function describeOther(members: readonly ZipMember[]): string {
  if (members.length === 0) return "an archive without data";
  const types = new Map<string, number>();
  for (const { name } of members) {
    const type = /\.[^./]{1,12}$/.exec(name)?.[0].toLowerCase() ?? "(none)";
    types.set(type, (types.get(type) ?? 0) + 1);
  }
  const [[type, files]] = [...types].sort(([, a], [, b]) => b - a) as [[string, number]];
  return `an archive without a table, of ${count(files, `${type} file`)}: unpack it`;
}
