/** The fields of a line that runs of blanks separate; a quoted one may hold blanks. */
export function splitAtBlanks(line: string): string[] {
  return line.match(/"[^"]*"|[^\s"]\S*|"/g) ?? [];
}
