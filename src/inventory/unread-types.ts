import { count } from "../text/quantity.ts";
import { formatName, typeName } from "./formats.ts";
import type { DataFile } from "./reader.ts";
import type { SourceFile, SourceFiles } from "./source.ts";

/** The files of a source whose type no reader knows, although each is to be read. */
export function unreadFiles({ config, files, media }: SourceFiles): SourceFile[] {
  return config.sample === "file"
    ? []
    : files.filter(
        (file) =>
          config.format === undefined && formatName(file.extension) === null && !media.has(file),
      );
}

/** The problem of one of them. */
export function noReader(file: DataFile): Problem {
  return {
    path: file.path,
    problem: `no reader for ${typeName(file)} files; say \`sample: file\` where each is one sample`,
  };
}

/** The problems of all of them, with the fix: one for each type, because there may be thousands of files. */
export function unreadProblems(source: SourceFiles, unread: readonly SourceFile[]): Problem[] {
  const byType = new Map<string, SourceFile[]>();
  for (const file of unread) {
    const alike = byType.get(typeName(file));
    if (alike === undefined) byType.set(typeName(file), [file]);
    else alike.push(file);
  }
  return [...byType].map(([type, files]) => describeProblem(source, type, files as [SourceFile]));
}

function describeProblem(source: SourceFiles, type: string, files: readonly [SourceFile]): Problem {
  const { path } = source.config;
  const [first] = files;
  if (files.length === 1) return noReader(first);
  // As it is written: a pattern tells letters from capitals.
  const pattern = type === "(none)" ? "…" : `**/*${first.path.slice(-type.length)}`;
  const areAll = files.length === source.files.length;
  const include = areAll ? "" : `, include: [${JSON.stringify(pattern)}]`;
  const what = `no reader for its ${count(files.length, `${type} file`)}, first ${first.walked.path}`;
  const one = `{ path: ${JSON.stringify(path)}${include}, sample: file }`;
  const where = areAll ? "as its source" : "as a source before it";
  return {
    path,
    problem: `${what}; where each is one sample, write ${one} ${where} in \`sources\``,
  };
}

type Problem = SourceFiles["problems"][number];
