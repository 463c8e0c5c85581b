/**
 * The text of an answer, of which no more is kept than is allowed.
 *
 * @param most how many characters it may have
 * @throws TooLargeError where it has more
 */
export async function readText({ body }: Response, most: number): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > most) throw new TooLargeError(`sends more than ${most >> 20} MB`);
  }
  return text + decoder.decode();
}

export class TooLargeError extends Error {
  override readonly name = "TooLargeError";
}
