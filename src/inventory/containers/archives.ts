import { errorMessage } from "../../errors.ts";
import { fileType } from "../formats.ts";
import type { SourceFile, SourceFiles } from "../source.ts";
import { chooseMember } from "./choose-member.ts";
import { listMembers } from "./zip.ts";

/** The files of a source, its archives as the tables that they hold, with the reasons where they hold none. */
export async function withMembers(source: SourceFiles): Promise<SourceFiles> {
  const { config } = source;
  if (config.sample === "file" || !source.files.some(isArchive)) return source;
  const reasons = new Map<SourceFile, string>();
  const files: SourceFile[] = [];
  const notes: { path: string; note: string }[] = [];
  for (const file of source.files) {
    if (!isArchive(file)) {
      files.push(file);
      continue;
    }
    try {
      const { name, others } = chooseMember(await listMembers(file.location), config.table);
      if (others.length > 0) {
        const note = `of its tables ${name} is read, by its name; not ${others.slice(0, MOST_NAMES).join(", ")}: \`table\` under \`sources\` chooses another`;
        notes.push({ path: file.path, note });
      }
      files.push(file.readAs({ ...fileType(name), compression: "zip", member: name }));
    } catch (error) {
      const unread = file.readAs({ extension: "", compression: "zip" });
      reasons.set(unread, errorMessage(error));
      files.push(unread);
    }
  }
  return { ...source, files, reasons, notes: [...source.notes, ...notes] };
}

const MOST_NAMES = 5;

function isArchive({ compression, member }: SourceFile): boolean {
  return compression === "zip" && member === undefined;
}
