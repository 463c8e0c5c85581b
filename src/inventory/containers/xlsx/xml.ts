import { StringDecoder } from "node:string_decoder";
import { errorMessage } from "../../../errors.ts";
import { FileProblem } from "../../reader.ts";
import { Enough, pushMember } from "../zip.ts";

/** Is told of what stands in an XML document, in its order; names come without the prefix of their namespace. */
export interface XmlListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  /** A piece of text: long ones come in several. */
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads an XML document within a workbook, which is a ZIP archive, piece by piece. A listener that throws
 * {@link Enough} ends the reading.
 *
 * @throws FileProblem where the archive or the document is damaged, or has no such document
 */
export async function readXml(
  location: string | Buffer,
  member: string,
  listener: XmlListener,
): Promise<void> {
  const { default: sax } = await import("sax");
  const parser = sax.parser(true, { position: false });
  const decoder = new StringDecoder("utf8");
  parser.onopentag = ({ name, attributes }) =>
    listener.open(withoutPrefix(name), attributes as Record<string, string>);
  parser.ontext = (text) => listener.text?.(text);
  parser.oncdata = (text) => listener.text?.(text);
  parser.onclosetag = (name) => listener.close?.(withoutPrefix(name));
  parser.onerror = (error) => {
    throw new FileProblem(`corrupt: ${member}: ${errorMessage(error).split("\n", 1)[0]}`);
  };
  let isEnough = false;
  const write = (text: string) => {
    try {
      parser.write(text);
    } catch (error) {
      isEnough = error instanceof Enough;
      throw error;
    }
  };
  await pushMember(location, member, { push: (chunk) => write(decoder.write(chunk)) });
  if (isEnough) return;
  parser.write(decoder.end()).close();
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
