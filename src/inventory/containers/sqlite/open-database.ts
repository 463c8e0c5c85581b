import { existsSync, statSync } from "node:fs";
import { errorMessage } from "../../../errors.ts";
import { Database } from "../../../sqlite/database.ts";
import { FileProblem } from "../../reader.ts";

/**
 * Reads a database of SQLite.
 *
 * @throws FileProblem where it is damaged, has rows in a log beside it, or is written to meanwhile
 */
export function readDatabase<T>(location: string | Buffer, read: (database: Database) => T): T {
  if (typeof location !== "string") throw new FileProblem("a database whose name is not UTF-8");
  // A cache knows a file by its size and date, which a log leaves as they are.
  const log = `${location}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new FileProblem(
      "rows may be in the -wal file beside it: let SQLite move them, with `PRAGMA wal_checkpoint(TRUNCATE)`",
    );
  }
  let database: Database | undefined;
  try {
    database = new Database(location);
    const result = read(database);
    if (!database.isUnchanged()) throw new FileProblem("written to while it was read");
    return result;
  } catch (error) {
    if (error instanceof FileProblem || isOfFileSystem(error)) throw error;
    throw new FileProblem(errorMessage(error), { cause: error });
  } finally {
    database?.close();
  }
}

function isOfFileSystem(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code !== undefined;
}
