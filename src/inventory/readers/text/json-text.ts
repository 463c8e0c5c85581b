/** The text of a JSON key or scalar: a string without quotes and escapes, any other as it is. */
export function decodeText(bytes: Uint8Array, from: number, to: number): string {
  const text = decoder.decode(bytes.subarray(from, to));
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1); // one that was cut for its length
  }
}

const decoder = new TextDecoder();
