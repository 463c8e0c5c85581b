import { count } from "../text/quantity.ts";
import { formatName, typeName } from "./formats.ts";
import type { DataFile } from "./reader.ts";
import type { SourceFile, SourceFiles } from "./source.ts";
import { findWayOut } from "./ways-out.ts";

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
export function noReader(file: DataFile, reason?: string): Problem {
  const { path } = file;
  if (reason !== undefined) return { path, problem: reason };
  const way = findWayOut(file.extension) ?? "say `sample: file` where each is one sample";
  return { path, problem: `no reader for ${typeName(file)} files; ${way}` };
}

/** The problems of all of them, with the fix: one for each type, because there may be thousands of files. */
export function unreadProblems(source: SourceFiles, unread: readonly SourceFile[]): Problem[] {
  const alike = new Map<string, SourceFile[]>();
  for (const file of unread) {
    const key = `${typeName(file)} ${source.reasons?.get(file) ?? ""}`;
    const files = alike.get(key);
    if (files === undefined) alike.set(key, [file]);
    else files.push(file);
  }
  return [...alike.values()].map((files) => describeProblem(source, files as [SourceFile]));
}

function describeProblem(source: SourceFiles, files: readonly [SourceFile]): Problem {
  const { path } = source.config;
  const [first] = files;
  const reason = source.reasons?.get(first);
  if (files.length === 1) return noReader(first, reason);
  const type = typeName(first);
  const those = `its ${count(files.length, `${type} file`)}, first ${first.walked.path}`;
  if (reason !== undefined) return { path, problem: `${those}: ${reason}` };
  const what = `no reader for ${those}`;
  const way = findWayOut(first.extension);
  if (way !== undefined) return { path, problem: `${what}; ${way}` };
  // As it is written: a pattern tells letters from capitals.
  const pattern = type === "(none)" ? "…" : `**/*${first.path.slice(-type.length)}`;
  const areAll = files.length === source.files.length;
  const include = areAll ? "" : `, include: [${JSON.stringify(pattern)}]`;
  const one = `{ path: ${JSON.stringify(path)}${include}, sample: file }`;
  const where = areAll ? "as its source" : "as a source before it";
  return {
    path,
    problem: `${what}; where each is one sample, write ${one} ${where} in \`sources\``,
  };
}

type Problem = SourceFiles["problems"][number];
