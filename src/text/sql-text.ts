/**
 * Why a text cannot stand for one query in brackets; null where it can. Texts, names and comments are passed
 * over: a semicolon in them ends nothing.
 *
 * @example whyNotOneQuery("select 1; drop table t") // "more than one statement: leave out the `;`"
 * @example whyNotOneQuery("select ';' as x") // null
 */
export function whyNotOneQuery(sql: string): string | null {
  let depth = 0;
  for (let at = 0; at < sql.length; ) {
    const end = endOfQuoted(sql, at);
    if (end === -1) return "an unclosed quote or comment";
    if (end > at) {
      at = end;
      continue;
    }
    const character = sql[at++];
    if (character === ";") return "more than one statement: leave out the `;`";
    if (character === "(") depth++;
    if (character === ")" && --depth < 0) return "an unmatched `)`";
  }
  if (depth > 0) return "an unclosed `(`";
  return /^\s*(?:select|with|table|values)\b/i.test(withoutComments(sql))
    ? null
    : "a statement of another kind: begin with `select` or `with`";
}

/** Where a text, a name or a comment ends that begins at a place; the place where none does; -1 without an end. */
function endOfQuoted(sql: string, at: number): number {
  const begins = (what: string) => sql.startsWith(what, at);
  const after = (what: string, from: number) => {
    const found = sql.indexOf(what, from);
    return found === -1 ? -1 : found + what.length;
  };
  // A doubled quote ends one text and begins the next.
  if (begins("'")) return after("'", at + 1);
  if (begins('"')) return after('"', at + 1);
  if (begins("/*")) return after("*/", at + 2);
  if (!begins("--")) return at;
  const end = sql.indexOf("\n", at);
  return end === -1 ? sql.length : end + 1;
}

function withoutComments(sql: string): string {
  let at = 0;
  for (;;) {
    while (at < sql.length && /\s/.test(sql[at] as string)) at++;
    if (!sql.startsWith("--", at) && !sql.startsWith("/*", at)) return sql.slice(at);
    at = endOfQuoted(sql, at);
  }
}
