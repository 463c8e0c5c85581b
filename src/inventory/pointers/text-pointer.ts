import { readBeginning } from "../beginning.ts";
import type { DataFile } from "../reader.ts";
import { fetchCommand } from "./fetch-command.ts";
import type { Pointer } from "./pointer.ts";

/** By Git LFS' specification a pointer is smaller than this; those of git-annex are as well. */
const MOST_BYTES = 1024;
/** The shortest: git-annex' with a key of a few letters. */
const LEAST_BYTES = 24;

const GIT_LFS = /^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v\d+\r?\n/;
const GIT_ANNEX = /^\/?annex\/objects\/([^\r\n]+)[\r\n]*$/;

/**
 * The pointer in a file's place, if Git LFS or git-annex has not fetched the file.
 *
 * @returns null where the file is data, or cannot be read: its reader says why
 */
export function pointerIn(file: DataFile): Pointer | null {
  const { sizeBytes, location, path } = file;
  if (sizeBytes >= MOST_BYTES || sizeBytes < LEAST_BYTES) return null;
  let text: string;
  try {
    text = readBeginning(location, MOST_BYTES).toString("latin1");
  } catch {
    return null;
  }
  return parsePointer(text, path);
}

/**
 * @param text a file's whole text
 * @param path as the plan names it
 */
export function parsePointer(text: string, path: string): Pointer | null {
  if (GIT_LFS.test(text)) {
    const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1];
    if (!/^oid [a-z0-9]+:[0-9a-f]+\r?$/m.test(text) || size === undefined) return null;
    return {
      path,
      tool: "git-lfs",
      files: 1,
      bytes: Number(size),
      get: fetchCommand("git-lfs", path),
    };
  }
  const key = GIT_ANNEX.exec(text)?.[1];
  return key === undefined ? null : annexPointer(key, path);
}

/**
 * Where the content of a link is that git-annex made, or DVC, and that leads to nothing.
 *
 * @param target what the link says
 * @param path of the link, as the plan names it
 * @returns null for any other link
 */
export function pointerOfLink(target: string, path: string): Pointer | null {
  const parts = target.replaceAll("\\", "/");
  const key = /(?:^|\/)annex\/objects\/(?:.*\/)?([^/]+)$/.exec(parts)?.[1];
  if (key !== undefined) return annexPointer(key, path);
  // `.dvc/cache`, or one that is shared.
  if (!/(?:^|\/)(?:files\/md5|\.dvc\/cache)\/(?:.*\/)?[0-9a-f]{2}\/[0-9a-f]{30}/.test(parts)) {
    return null;
  }
  return { path, tool: "dvc", files: 1, bytes: null, get: fetchCommand("dvc", path) };
}

/** git-annex' keys have the size of their content, where it is known: `SHA256E-s1048576--….csv`. */
function annexPointer(key: string, path: string): Pointer {
  const size = /^[A-Z0-9_]+(?:-[a-zA-Z]\d+)*?-s(\d{1,15})(?:-|$)/.exec(key)?.[1];
  const bytes = size === undefined ? null : Number(size);
  return { path, tool: "git-annex", files: 1, bytes, get: fetchCommand("git-annex", path) };
}
