/** Whether files of an extension are databases of SQLite. */
export function isDatabase(extension: string): boolean {
  return /^\.(sqlite3?|db3?)$/.test(extension);
}
