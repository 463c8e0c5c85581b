import { FileProblem } from "../../reader.ts";
import { type Chosen, chooseTraining, describeSeveral } from "../chosen.ts";
import { hasRows } from "./push-sheet.ts";
import { readWorkbook, type Sheet } from "./workbook.ts";

/**
 * The sheet of a workbook that is a table: the one that is named, or the only one with rows; of several the one to
 * train on, where their names give the others another role.
 *
 * @throws FileProblem for a damaged workbook, one without tables, and one of several
 */
export async function chooseSheet(
  location: string | Buffer,
  wanted: string | undefined,
): Promise<Chosen> {
  const { sheets } = await readWorkbook(location);
  if (wanted !== undefined) {
    if (sheets.some(({ name }) => name === wanted)) return { name: wanted, others: [] };
    const names = sheets.map(({ name }) => JSON.stringify(name)).slice(0, 10);
    throw new FileProblem(
      `no sheet ${JSON.stringify(wanted)} in the workbook: ${names.join(", ")}`,
    );
  }
  const filled: Sheet[] = [];
  for (const sheet of sheets.slice(0, MOST_SHEETS)) {
    if (!sheet.isHidden && (await hasRows(location, sheet))) filled.push(sheet);
  }
  const names = filled.map(({ name }) => name);
  const tables = names.filter((name) => !DESCRIPTION.test(name));
  const [first] = tables;
  if (first === undefined) throw new FileProblem("a workbook without rows");
  if (tables.length === 1) return { name: first, others: names.filter((name) => name !== first) };
  const chosen = chooseTraining(tables);
  if (chosen === null) throw new FileProblem(describeSeveral("a workbook", tables));
  return chosen;
}

const MOST_SHEETS = 100;

/** Sheets that say what another holds. */
const DESCRIPTION =
  /^(read ?me|notes?|info|about|legend|contents|(data|column|variable|field|feature)? ?(descriptions?|dictionary|definitions?|codebook|metadata|glossary))$/i;
