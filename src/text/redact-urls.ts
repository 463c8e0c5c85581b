/**
 * A message with nothing left of the addresses in it but the host: paths, parameters and names before
 * an `@` may all be secrets, as those of webhooks are.
 *
 * @example withoutSecrets("https://u:p@hc-ping.com/5f3a?k=1: not found") // "https://hc-ping.com/…: not found"
 */
export function withoutSecrets(text: string): string {
  if (!text.includes("://")) return text;
  return text.replace(ADDRESS, (_, host: string, rest: string) => {
    const end = /(?<![:;,.)])[:;,.)]*$/.exec(rest)?.[0] ?? "";
    return `://${host}${rest.length > end.length ? "/…" : ""}${end}`;
  });
}

/** Behind a scheme, perhaps a name and a password, host, and what follows. A file has no host and no secrets. */
const ADDRESS = /(?<=[a-z\d+.-]):\/\/(?:[^\s/"'<>]*@)?([^\s/?#"'<>@]+)([^\s"'<>]*)/gi;
const PASSWORD = /(?<=[a-z\d+.-]):\/\/[^\s/"'<>]*@/gi;

/**
 * Text for a document, where addresses are wanted: only passwords and parameters named like secrets go.
 *
 * @example withoutPasswords("see https://u:p@wiki/a?token=b&c=d") // "see https://***@wiki/a?token=***&c=d"
 */
export function withoutPasswords(text: string): string {
  if (!text.includes("://")) return text;
  const plain = text.replace(PASSWORD, "://***@");
  let [shown, from] = ["", 0];
  for (const { 0: parameter, 1: name = "", index } of plain.matchAll(PARAMETER)) {
    const start = index + parameter.length;
    // Text that looks like a parameter within a secret is part of it.
    if (index < from || !SECRET.test(name)) continue;
    const length = plain.slice(start).search(VALUE_END);
    const end = length === -1 ? plain.length : start + length;
    if (end === start) continue;
    shown += `${plain.slice(from, start)}***`;
    from = end;
  }
  return shown + plain.slice(from);
}

const PARAMETER = /[?&;]([^=&;?\s]*)=/g;
const SECRET = /token|key|secret|sig|password|passwd|auth|credential/i;
const VALUE_END = /[&\s"'<>#]/;
