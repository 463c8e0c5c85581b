import { chooseTraining, chosenNote, describeSeveral } from "../../containers/chosen.ts";
import { listMembers, readMemberStart } from "../../containers/zip.ts";
import { FileProblem } from "../../reader.ts";
import { type NpyHeader, parseNpyHeader, START_BYTES } from "./header.ts";

/** Who saves more arrays in one file saves a model. */
const MOST_ARRAYS = 1000;

/**
 * The array of an `.npz` archive whose rows are the samples: the one that is named; else any, where all have as
 * many rows, as features and labels do; else one to train on, by its name.
 *
 * @throws FileProblem for an archive without arrays, and for several of which no name decides
 */
export async function readArrays(
  location: string | Buffer,
  wanted: string | undefined,
): Promise<ChosenArray> {
  const members = (await listMembers(location)).filter(({ name }) => name.endsWith(".npy"));
  if (members.length > MOST_ARRAYS) throw new FileProblem(`more than ${MOST_ARRAYS} arrays`);
  const arrays = new Map<string, NpyHeader>();
  for (const { name, unpackedBytes } of members) {
    const header = parseNpyHeader(await readMemberStart(location, name, START_BYTES));
    const { start, dataBytes, shape } = header;
    if (dataBytes !== null && start + dataBytes !== unpackedBytes) {
      throw new FileProblem(`corrupt: ${name} is not as long as its header says`);
    }
    if (shape.length > 0) arrays.set(name.slice(0, -".npy".length), header);
  }
  if (wanted !== undefined) {
    const header = arrays.get(wanted);
    if (header === undefined) throw new FileProblem(`no array ${JSON.stringify(wanted)} in it`);
    return { name: wanted, header, note: null };
  }
  return chooseArray(arrays);
}

interface ChosenArray {
  readonly name: string;
  readonly header: NpyHeader;
  /** A remark on the arrays that are not read. */
  readonly note: string | null;
}

function chooseArray(arrays: ReadonlyMap<string, NpyHeader>): ChosenArray {
  const names = [...arrays.keys()];
  const [[name, first] = []] = arrays;
  if (name === undefined || first === undefined) throw new FileProblem("no arrays in it");
  const countRows = (name: string) => arrays.get(name)?.shape[0];
  if (names.every((name) => countRows(name) === first.shape[0])) {
    return { name, header: first, note: null };
  }
  // x_train and y_train are halves of one table.
  const distinct = names.filter(
    (name, at) => names.findIndex((other) => isHalf(name, other)) === at,
  );
  const chosen = chooseTraining(distinct);
  const halves = chosen === null ? [] : names.filter((name) => isHalf(name, chosen.name));
  if (chosen === null || halves.some((name) => countRows(name) !== countRows(chosen.name))) {
    throw new FileProblem(describeSeveral("an archive", names));
  }
  const header = arrays.get(chosen.name) as NpyHeader;
  return { name: chosen.name, header, note: chosenNote(chosen) };
}

function isHalf(name: string, other: string): boolean {
  return withoutHalf(name) === withoutHalf(other);
}

function withoutHalf(name: string): string {
  return name.toLowerCase().replace(/^[xy](?=[_-])|(?<=[_-])[xy]$/, "");
}
