import { FileProblem } from "../reader.ts";
import type { Bytes } from "./bytes.ts";

const BLOCK = 512;
/** A name is not longer. */
const MOST_NAME = 1 << 16;
/** A shard holds some thousand samples. */
const MOST_FILES = 5_000_000;

/**
 * The names of the files in a TAR archive, in order, after POSIX.1-2001: ustar, with the long names of pax and of
 * GNU. Only the heads of files are read.
 *
 * @throws FileProblem where it is damaged, or names a file outside of itself
 */
export function* listTarFiles(source: Bytes): Generator<string> {
  let long: string | null = null;
  let files = 0;
  for (let at = 0; at + BLOCK <= source.byteLength; ) {
    const head = Buffer.from(source.slice(at, at + BLOCK));
    if (head.every((byte) => byte === 0)) return;
    checkSum(head, at);
    const size = readNumber(head, 124, 12);
    const from = at + BLOCK;
    at = from + Math.ceil(size / BLOCK) * BLOCK;
    if (from + size > source.byteLength)
      throw new FileProblem("truncated: its last file breaks off");
    const type = String.fromCharCode(head[156] as number);
    if (type === "L" || type === "x") {
      if (size > MOST_NAME) throw new FileProblem(`corrupt: a name of ${size} bytes`);
      const text = Buffer.from(source.slice(from, from + size)).toString();
      long =
        type === "L"
          ? text.replaceAll("\0", "")
          : (/(?:^|\n)\d{1,9} path=([^\n]*)\n/.exec(text)?.[1] ?? long);
      continue;
    }
    const name = long ?? readName(head);
    long = null;
    // Zero is a file of old archives.
    if (type !== "0" && type !== "\0") continue;
    if (name.startsWith("/") || name.split("/").includes("..")) {
      throw new FileProblem(
        `names a file outside of the archive, ${JSON.stringify(name)}: not read`,
      );
    }
    if (++files > MOST_FILES) throw new FileProblem(`an archive of more than ${MOST_FILES} files`);
    yield name.replace(/^\.\//, "");
  }
  throw new FileProblem("truncated: the archive has no end mark");
}

function checkSum(head: Buffer, at: number): void {
  const stated = readNumber(head, 148, 8);
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += head[i] as number;
  if (sum !== stated)
    throw new FileProblem(`corrupt: no head of a file at byte ${at} of the archive`);
}

/** Octal digits; or, of large files, a binary number behind a set bit. */
function readNumber(head: Buffer, from: number, length: number): number {
  const first = head[from] as number;
  if ((first & 0x80) === 0) {
    const digits = head
      .toString("latin1", from, from + length)
      .replaceAll("\0", " ")
      .trim();
    if (!/^[0-7]*$/.test(digits))
      throw new FileProblem("corrupt: a head of a file without its size");
    return Number.parseInt(digits || "0", 8);
  }
  const value = head.readUIntBE(from + length - 6, 6);
  return value;
}

function readName(head: Buffer): string {
  const text = (from: number, length: number) =>
    head.toString("utf8", from, from + length).replace(/\0.*$/s, "");
  const isUstar = head.toString("latin1", 257, 262) === "ustar";
  const prefix = isUstar ? text(345, 155) : "";
  return prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}
