/** A text in which characters may be written as `%3A`; one that is not encoded stays. */
export function decodedUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
