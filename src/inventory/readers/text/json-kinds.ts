/** The kind of null, which is a value of any. */
export const NO_KIND = 0;

/** Kinds of values by their first byte: numbers, texts, truth values, arrays, objects. */
export const KINDS: Uint8Array = new Uint8Array(256);
for (const [kind, letters] of ["-0123456789NI", '"', "tf", "[", "{"].entries()) {
  for (const letter of letters) KINDS[letter.charCodeAt(0)] = kind + 1;
}
