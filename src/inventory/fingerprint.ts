import { createHash } from "node:crypto";
import type { SourceConfig } from "../config/schema.ts";
import { count } from "../text/quantity.ts";
import type { Zone } from "../time/instant.ts";
import { locate, type Root } from "../trust/named-path.ts";
import type { CountedSource } from "./counted-source.ts";
import type { CountedTable } from "./counted-table.ts";
import { buildTables } from "./datasets/table.ts";
import { Digests, toHex } from "./digest.ts";
import { withoutRepeats } from "./duplicate-paths.ts";
import { type InventoryOptions, sumSources } from "./inventory.ts";
import type { DataFingerprint, FingerprintFile, FingerprintSource, Inventory } from "./schema.ts";
import { gatherFiles, type SourceFile, type SourceFiles, walkSource } from "./source.ts";
import { summarise } from "./summarise.ts";
import type { Walk } from "./walk.ts";

/** More takes longer to read than a plan may take. */
const MOST_BYTES = 256 << 20;
const MOST_FILES = 10_000;
/** So many files are listed one by one. */
const MOST_LISTED = 1000;

/** The inventory and the fingerprint. Arguments and errors are those of {@link takeInventory}. */
export async function takeFingerprinted(
  configured: SourceConfig[] | undefined,
  identity: "auto" | DataFingerprint["identity"],
  cwd: string,
  zone: Zone,
  options: InventoryOptions = {},
): Promise<{ inventory: Inventory; fingerprint: DataFingerprint }> {
  const sum = async (sources: CountedSource[], counted: CountedSource[]) => ({
    inventory: summarise(sources, zone, await buildTables(sources, zone)),
    fingerprint: fingerprintSources(counted, identity),
  });
  const { summary, place } = await sumSources(
    `inventory, fingerprint by ${identity}`,
    ...([sum, configured, cwd, zone, options] as const),
  );
  const [table] = options.tables ?? [];
  const fingerprint =
    table === undefined ? summary.fingerprint : withoutDigest(summary.fingerprint, table);
  return { inventory: place(summary.inventory), fingerprint };
}

/** Rows on a server may change from one query to the next: nothing tells them by their content. */
function withoutDigest(fingerprint: DataFingerprint, { name }: CountedTable): DataFingerprint {
  const problem = fingerprint.problem ?? `${name} is a table on a server, which has no digest`;
  return { ...fingerprint, sha256: null, problem };
}

/**
 * The fingerprint of data that was counted: the same for the same files, wherever they lie and whenever it
 * is taken. Digests that the count has already are used; new ones are added to the counts.
 *
 * @param identity by what a file is known; `auto`: by its content, unless there are more than 256 MB
 * (of 1024²) or more than 10,000 files, then by its size and modification time. Only size and
 * number decide, never what a cache holds
 */
function fingerprintSources(
  sources: readonly CountedSource[],
  identity: "auto" | DataFingerprint["identity"],
): DataFingerprint {
  const digests = new Digests();
  const findDigest = (file: SourceFile, source: SourceFiles): string | undefined => {
    const counted = (source as CountedSource).counts.get(file);
    const digest = counted?.digest ?? digests.of(file.location);
    if (counted !== undefined) counted.digest = digest;
    return digest;
  };
  return fingerprint(sources, identity, findDigest);
}

/**
 * The fingerprint of the same places, taken anew from what lies there now: no cache has a say.
 *
 * @throws OutsideError where one lies outside of the root
 */
export async function takeFingerprint(
  { sources, identity }: Pick<DataFingerprint, "sources" | "identity">,
  root: Root,
): Promise<DataFingerprint> {
  const listed: SourceFiles[] = [];
  // Sources of one place differ by their patterns; it is walked once.
  const walks = new Map<string, Walk>();
  for (const { path, include, exclude } of sources) {
    const patterns = { ...(include && { include }), ...(exclude && { exclude }) };
    const source: SourceConfig = { path, sample: "file", ...patterns };
    const location = locate(path, root, "data");
    const found = walks.get(location) ?? walkSource(source, root);
    walks.set(location, found);
    listed.push(await gatherFiles(source, root.cwd, found));
  }
  const digests = new Digests();
  return fingerprint(withoutRepeats(listed), identity, ({ location }) => digests.of(location));
}

function fingerprint(
  sources: readonly SourceFiles[],
  wanted: "auto" | DataFingerprint["identity"],
  digestOf: (file: SourceFile, source: SourceFiles) => string | undefined,
): DataFingerprint {
  const files = sources.reduce((sum, source) => sum + source.files.length, 0);
  let bytes = 0;
  for (const source of sources) for (const file of source.files) bytes += file.sizeBytes;
  const isMuch = bytes > MOST_BYTES || files > MOST_FILES;
  const identity = wanted !== "auto" ? wanted : isMuch ? "metadata" : "content";
  const whole = createHash("sha256");
  const list: FingerprintFile[] | null = files > MOST_LISTED ? null : [];
  const unread: string[] = [];
  const parts = new Map<SourceFiles, FingerprintSource>();
  for (const source of [...sources].sort(byPath)) {
    const own = createHash("sha256");
    const unlisted = selectUnlisted(source);
    for (const { path } of unlisted) unread.push(path);
    const before = unread.length;
    let sum = 0;
    for (const file of source.files) {
      const { path, sizeBytes } = file;
      const digest = identity === "content" ? digestOf(file, source) : undefined;
      if (identity === "content" && digest === undefined) unread.push(path);
      const sha256 = digest === undefined ? null : toHex(digest);
      const modified = identity === "content" ? null : Math.floor(file.walked.modifiedMs);
      const line = `${JSON.stringify([path, sizeBytes, sha256 ?? modified])}\n`;
      own.update(line);
      whole.update(line);
      sum += sizeBytes;
      list?.push({ path, bytes: sizeBytes, sha256, modified_ms: modified });
    }
    const isKnown = unread.length === before && unlisted.length === 0;
    const { path, include = null, exclude = null } = source.config;
    const sha256 = isKnown ? own.digest("hex") : null;
    const part = { path, include, exclude, files: source.files.length, bytes: sum, sha256 };
    parts.set(source, part);
  }
  // In their own order, by which of two that list a file the first one has it.
  const each = sources.map((source) => parts.get(source) as FingerprintSource);
  const problem =
    unread.length === 0
      ? null
      : `${count(unread.length, "path")} cannot be read, first ${unread[0]}`;
  const sha256 = problem === null ? whole.digest("hex") : null;
  return { identity, sha256, problem, files, bytes, sources: each, file_list: list };
}

/** The paths that could not be listed; for counted files the problems of counting follow them. */
function selectUnlisted(source: SourceFiles | CountedSource): SourceFiles["problems"] {
  return "unlisted" in source ? source.problems.slice(0, source.unlisted) : source.problems;
}

function byPath(a: SourceFiles, b: SourceFiles): number {
  return a.config.path < b.config.path ? -1 : a.config.path > b.config.path ? 1 : 0;
}
