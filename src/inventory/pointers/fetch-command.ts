import type { Pointer } from "./pointer.ts";

/** The way to bring one path here, for a shell. @example getCommand("dvc", "data/a b.csv") // "dvc pull 'data/a b.csv'" */
export function fetchCommand(tool: Pointer["tool"], path: string): string {
  if (tool === "git-lfs") return "git lfs pull";
  return `${tool === "dvc" ? "dvc pull" : "git annex get"} ${quoted(path)}`;
}

/** As one word of a shell, whatever a repository calls its files. */
function quoted(path: string): string {
  const name = path.startsWith("-") ? `./${path}` : path;
  return /^[\w./@%+=:,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
