/**
 * A document as a golden file keeps it: its text and structure. A hash is numbered in the order of its first
 * appearance, for it changes with every byte that it covers, and style sheets are left empty.
 *
 * @example toGolden(`a ${"0f".repeat(32)} b ${"0f".repeat(32)}`) // "a <sha:1> b <sha:1>"
 */
export function toGolden(text: string): string {
  const numbers = new Map<string, number>();
  return text
    .replaceAll(/<style>[\s\S]*?<\/style>/g, "<style></style>")
    .replaceAll(/\b[0-9a-f]{64}\b/g, (hash) => {
      if (!numbers.has(hash)) numbers.set(hash, numbers.size + 1);
      return `<sha:${numbers.get(hash)}>`;
    });
}

/** What {@link toGolden} made of JSON, with hashes of the right form again. */
export function fromGolden(text: string): string {
  return text.replaceAll(/<sha:(\d+)>/g, (_, number: string) => number.padStart(64, "0"));
}
