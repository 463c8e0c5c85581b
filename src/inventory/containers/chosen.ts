import { count } from "../../text/quantity.ts";
import { rolesByName } from "../datasets/role-by-name.ts";

/** The table of a container that is read. */
export interface Chosen {
  readonly name: string;
  /** The tables beside it, which are not read. */
  readonly others: readonly string[];
}

/** Of several tables the one to train on, where their names give each a role; else null. */
export function chooseTraining(names: readonly string[]): Chosen | null {
  const roles = rolesByName(names);
  const [training, ...more] = names.filter((_, at) => roles[at]?.role === "training");
  if (training === undefined || more.length > 0 || roles.some((verdict) => verdict === null)) {
    return null;
  }
  return { name: training, others: names.filter((name) => name !== training) };
}

/**
 * The problem of a container of which nothing tells the table.
 *
 * @param what "an archive"
 */
export function describeSeveral(what: string, names: readonly string[]): string {
  const own = `\`table: ${JSON.stringify(names[0])}\``;
  return `${what} of ${count(names.length, "table")} (${listNames(names)}): name the one to read under \`sources\`, such as ${own}`;
}

/** A remark on what was chosen, or null where there was no choice. */
export function chosenNote({ name, others }: Chosen): string | null {
  if (others.length === 0) return null;
  return `of its tables ${name} is read, by its name; not ${listNames(others)}: \`table\` under \`sources\` chooses another`;
}

function listNames(names: readonly string[]): string {
  return `${names.slice(0, MOST_NAMES).join(", ")}${names.length > MOST_NAMES ? ", …" : ""}`;
}

const MOST_NAMES = 5;
