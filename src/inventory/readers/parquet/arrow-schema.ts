import { FileProblem } from "../../reader.ts";
import { readMessages } from "../arrow/messages.ts";
import { readSchema } from "../arrow/schema.ts";
import { wrapBytes } from "../bytes.ts";
import { BINARY, type Thrift } from "./thrift.ts";

// Files of one source share it.
let last: Uint8Array = new Uint8Array(0);

/**
 * Passes over the key-value metadata of a footer, and checks the schema that Arrow's libraries keep there: where it
 * is damaged they read nothing of the file, and what else of the footer is so cannot be told.
 *
 * @throws FileProblem where it is
 */
export function checkArrowSchema(thrift: Thrift, listType: number): void {
  thrift.list(listType, (_, elementType) => {
    thrift.expectStruct(elementType);
    let key: string | undefined;
    let value: Uint8Array | undefined;
    thrift.struct((field, type) => {
      if (field === 1 && type === BINARY) key = thrift.text();
      else if (field === 2 && type === BINARY) value = thrift.binary();
      else thrift.skip(type);
    });
    if (key === undefined) throw new FileProblem("corrupt: its footer has a value without a key");
    if (key !== "ARROW:schema" || value === undefined || Buffer.compare(last, value) === 0) return;
    checkBase64(value);
    last = Uint8Array.from(value);
  });
}

function checkBase64(value: Uint8Array): void {
  const text = Buffer.from(value).toString("latin1");
  const schema = Buffer.from(text, "base64");
  try {
    if (schema.toString("base64") !== text) throw new FileProblem("not base64");
    readSchema(readMessages(wrapBytes(schema)).schema, 4);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    throw new FileProblem("corrupt: the Arrow schema in its footer is damaged", { cause: error });
  }
}
