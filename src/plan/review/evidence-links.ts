import type { Provenance } from "../../provenance/schema.ts";
import type { EvidenceLink } from "./schema.ts";

/** Puts its SHA-256 beside the path of a file, or of a place of data. */
export type LinkTo = (path: string) => EvidenceLink;

export function evidenceLinks({ evidence, data, stored }: Provenance): LinkTo {
  const known = new Map<string, string | null>();
  for (const { path, sha256 } of data?.sources ?? []) known.set(path, sha256);
  for (const { path, sha256 } of data?.file_list ?? []) known.set(path, sha256);
  for (const { path, sha256 } of evidence) known.set(path, sha256);
  // A server is known by the answers that the plan keeps.
  for (const { server, sha256 } of stored) known.set(server, known.get(server) ?? sha256);
  return (path) => ({ path, sha256: known.get(path) ?? null });
}
