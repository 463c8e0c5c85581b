import type { ObjectList } from "./s3-list.ts";

/**
 * Reads what Azure Blob Storage answers to "List Blobs". Objects that stand for folders are skipped.
 *
 * @returns null if the text is another answer or is cut, or if an object lacks its name, size or time
 */
export async function readAzureList(text: string): Promise<ObjectList | null> {
  try {
    return await parseList(text);
  } catch {
    return null;
  }
}

async function parseList(text: string): Promise<ObjectList> {
  const { default: sax } = await import("sax");
  const parser = sax.parser(true, { position: false });
  const path: string[] = [];
  const [objects, prefixes]: [ObjectList["objects"][number][], string[]] = [[], []];
  let [content, isEncoded, isWhole, next] = ["", false, false, ""];
  let blob: Record<string, string> = {};
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    path.push(name);
    if (path.length > DEEPEST) throw new Error("nested deeper than a list");
    content = "";
    isEncoded = attributes.Encoded === "true";
  };
  parser.ontext = (piece) => {
    content += piece;
  };
  parser.oncdata = parser.ontext;
  parser.onclosetag = () => {
    const place = path.join("/");
    path.pop();
    const value = isEncoded ? decodeURIComponent(content) : content;
    [content, isEncoded] = ["", false];
    if (place === LIST) isWhole = true;
    else if (place === `${LIST}/NextMarker`) next = value;
    else if (place === `${BLOBS}/BlobPrefix/Name`) prefixes.push(value);
    else if (place === `${BLOBS}/Blob`) {
      if (!isFolder(blob)) objects.push(toObject(blob));
      blob = {};
    } else if (place.startsWith(`${BLOBS}/Blob/`)) {
      blob[place.slice(BLOBS.length + "/Blob/".length)] = value;
    }
  };
  parser.write(text).close();
  if (!isWhole) throw new Error("no list");
  return { objects, prefixes, next };
}

const LIST = "EnumerationResults";
const BLOBS = `${LIST}/Blobs`;
/** Elements within each other: the list, all blobs, a blob, its properties, one of them; and one to spare. */
const DEEPEST = 6;

function toObject(blob: Readonly<Record<string, string>>): ObjectList["objects"][number] {
  const { Name: key = "" } = blob;
  const size = blob["Properties/Content-Length"] ?? "";
  const modified = Date.parse(blob["Properties/Last-Modified"] ?? "");
  if (key === "" || !/^\d{1,15}$/.test(size) || Number.isNaN(modified)) {
    throw new Error("an object without name, size or time");
  }
  const tag = (blob["Properties/Etag"] ?? "").replaceAll('"', "");
  return { key, bytes: Number(size), modified, tag };
}

/** Accounts with folders say so of a folder; Hadoop's wasb marks it where an account has none. */
function isFolder(blob: Readonly<Record<string, string>>): boolean {
  const marks = [blob["Metadata/hdi_isfolder"], blob["Metadata/Hdi_isfolder"]];
  return blob["Properties/ResourceType"] === "directory" || marks.includes("true");
}
