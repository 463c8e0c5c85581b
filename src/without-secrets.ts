/**
 * A message with nothing left of the addresses in it but the host: paths, parameters and names before
 * an `@` may all be secrets, as those of webhooks are.
 *
 * @example withoutSecrets("https://u:p@hc-ping.com/5f3a?k=1: not found") // "https://hc-ping.com/…: not found"
 */
export function withoutSecrets(text: string): string {
  if (!text.includes("://")) return text;
  return text.replace(ADDRESS, (_, scheme: string, host: string, rest: string) => {
    const end = /[:;,.)]*$/.exec(rest)?.[0] ?? "";
    return `${scheme}://${host}${rest.length > end.length ? "/…" : ""}${end}`;
  });
}

/** Scheme, perhaps a name and a password, host, and what follows. A file has no host and no secrets. */
const ADDRESS = /\b([a-z][a-z\d+.-]*):\/\/(?:[^\s/"'<>]*@)?([^\s/?#"'<>@]+)([^\s"'<>]*)/gi;

/**
 * Text for a document, where addresses are wanted: only passwords and parameters named like secrets go.
 *
 * @example withoutPasswords("see https://u:p@wiki/a?token=b&c=d") // "see https://***@wiki/a?token=***&c=d"
 */
export function withoutPasswords(text: string): string {
  if (!text.includes("://")) return text;
  return text
    .replace(/\b([a-z][a-z\d+.-]*:\/\/)[^\s/"'<>@]*(?:@[^\s/"'<>@]*)*@/gi, "$1***@")
    .replace(
      /([?&;][^=&\s]*(?:token|key|secret|sig|signature|password|passwd|auth|credential)[^=&\s]*=)[^&\s"'<>#]+/gi,
      "$1***",
    );
}
