import { FileProblem } from "../../reader.ts";
import { type Chosen, chooseTraining, describeSeveral } from "../chosen.ts";
import { readDatabase } from "./open-database.ts";

/**
 * The table of a database: the one that is named, or the only one; of several the one to train on, where their
 * names give the others another role.
 *
 * @throws FileProblem for a damaged database, one without tables, and one of several
 */
export function chooseTable(location: string | Buffer, wanted: string | undefined): Chosen {
  const all = readDatabase(location, (database) => database.tables());
  if (wanted !== undefined) {
    if (all.includes(wanted)) return { name: wanted, others: [] };
    const names = all.map((name) => JSON.stringify(name)).slice(0, MOST_NAMES);
    throw new FileProblem(
      `no table ${JSON.stringify(wanted)} in the database: ${names.join(", ") || "it has none"}`,
    );
  }
  const tables = all.filter((name) => !BOOK_KEEPING.test(name));
  const [first] = tables;
  if (first === undefined) throw new FileProblem("a database without tables");
  if (tables.length === 1) return { name: first, others: [] };
  const chosen = chooseTraining(tables);
  if (chosen === null) throw new FileProblem(describeSeveral("a database", tables));
  return chosen;
}

const MOST_NAMES = 10;

/** Tables in which tools keep the versions of their own. */
const BOOK_KEEPING = /^(alembic_version|django_migrations|schema_migrations|knex_migrations.*)$/i;
