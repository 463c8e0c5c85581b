import { errorMessage } from "../../errors.ts";
import { fileType } from "../formats.ts";
import type { SourceFile, SourceFiles } from "../source.ts";
import { holdsCells } from "./cells.ts";
import { chooseMember } from "./choose-member.ts";
import { type Chosen, chosenNote } from "./chosen.ts";
import { isDatabase } from "./sqlite/is-database.ts";
import { listMembers } from "./zip.ts";

/** The files of a source, its containers as the tables that they hold, with the reasons where they hold none. */
export async function withMembers(source: SourceFiles): Promise<SourceFiles> {
  const { config } = source;
  if (config.sample === "file" || !source.files.some(isContainer)) return source;
  const reasons = new Map<SourceFile, string>();
  const files: SourceFile[] = [];
  const notes: { path: string; note: string }[] = [];
  for (const file of source.files) {
    if (!isContainer(file)) {
      files.push(file);
      continue;
    }
    try {
      const chosen = await chooseTable(file, config.table);
      const note = chosenNote(chosen);
      if (note !== null) notes.push({ path: file.path, note });
      files.push(asChosen(file, chosen.name));
    } catch (error) {
      const unread = file.readAs({ extension: "", compression: file.compression });
      reasons.set(unread, errorMessage(error));
      files.push(unread);
    }
  }
  return { ...source, files, reasons, notes: [...source.notes, ...notes] };
}

function isContainer({ compression, extension, member }: SourceFile): boolean {
  return member === undefined && (compression === "zip" || holdsCells(extension));
}

async function chooseTable(
  { location, compression, extension }: SourceFile,
  wanted: string | undefined,
): Promise<Chosen> {
  if (compression === "zip") return chooseMember(await listMembers(location), wanted);
  if (isDatabase(extension)) {
    return (await import("./sqlite/choose-table.ts")).chooseTable(location, wanted);
  }
  const { chooseSheet } = await import("./xlsx/choose-sheet.ts");
  return chooseSheet(location, wanted);
}

function asChosen(file: SourceFile, member: string): SourceFile {
  const { extension, compression } = file;
  return compression === "zip"
    ? file.readAs({ ...fileType(member), compression, member })
    : file.readAs({ extension, compression, member });
}
