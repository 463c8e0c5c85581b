import { posix } from "node:path";
import { count } from "../../text/quantity.ts";
import { type FileCount, FileProblem, type Reader } from "../reader.ts";
import { withBytes } from "./bytes.ts";
import { listTarFiles } from "./tar.ts";

/**
 * WebDataset's shards: a TAR archive in which the files of a sample stand together and share their name up to its
 * first point (`0001.jpg`, `0001.cls`). Other archives are not counted.
 */
export const webdataset: Reader = {
  read(file) {
    return withBytes(file, async (source) => countSamples(listTarFiles(source)));
  },
};

function countSamples(names: Iterable<string>): FileCount {
  const kinds = new Map<string, number>();
  let [samples, files] = [0, 0];
  let key: string | null = null;
  let endings: string[] = [];
  const close = () => {
    if (key !== null) kinds.set(endings.join(" "), (kinds.get(endings.join(" ")) ?? 0) + 1);
    endings = [];
  };
  for (const name of names) {
    const base = posix.basename(name);
    const point = base.indexOf(".");
    // Such a file is of no sample, as WebDataset reads it.
    if (point <= 0) continue;
    files++;
    const own = name.slice(0, name.length - base.length + point);
    if (own !== key) {
      close();
      key = own;
      samples++;
    }
    endings.push(base.slice(point + 1).toLowerCase());
  }
  close();
  const [usual] = [...kinds].sort(([, a], [, b]) => b - a);
  if (usual === undefined) throw new FileProblem("an archive without files: unpack it");
  const [kind, many] = usual;
  const width = kind.split(" ").length;
  if (width < 2 || many < samples * 0.9) {
    const first = kind.split(" ")[0];
    throw new FileProblem(
      `an archive of ${count(files, "file")} such as .${first}, no WebDataset: unpack it`,
    );
  }
  const columns = kind.split(" ").map((name) => ({ name, type: null }));
  const others = samples - many;
  const notes =
    others === 0
      ? []
      : [`${count(others, "sample")} of other files than .${kind.replaceAll(" ", " and .")}`];
  return { samples, columns, eventTime: null, notes };
}
