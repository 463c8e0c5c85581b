import { dirname } from "node:path";
import { whyNotFollowed } from "../trust/followed-link.ts";
import { listings } from "./directory-cache.ts";
import {
  describeReason,
  entryNames,
  entryNumber,
  kindAt,
  type Listing,
  listTarget,
  openingNameAt,
} from "./directory-entries.ts";
import { identityAt, type ListedDirectory, locationAt, pathAt, WalkedFile } from "./walked-file.ts";
import { workerUrl } from "./worker-url.ts";

export type { WalkedFile } from "./walked-file.ts";

export interface Walk {
  /**
   * Sorted by path, so that the order of a directory's entries on disk does not matter. Each is made
   * anew by every iteration: half a million at once would take as much as all that is known of them.
   */
  readonly files: Iterable<WalkedFile>;
  /** Paths that could not be read, and why; sorted by path. */
  readonly problems: { path: string; problem: string }[];
  /** Links that lead to a directory that was visited already. */
  revisits: number;
  /** Dot-files and dot-directories. */
  hidden: number;
  /** Whether a file may be listed under two names, because a link of either kind was met. */
  mayRepeat: boolean;
  /** All that was found, as it lies in memory: two walks with the same stamps found the same. */
  readonly stamps: Iterable<string | Uint8Array>;
}

/**
 * Lists the files below a directory, or the one file that the root is. Dot-files are counted, not listed.
 * Links are followed, unless {@link whyNotFollowed} says why not; a directory that was visited, under whatever name, is not visited again, and
 * is listed under its own name rather than a link's. Nothing is opened, so a FIFO cannot block.
 *
 * @param root an absolute path
 * @param worker what a second thread runs in a large tree; null for none
 */
export function walk(root: string, worker: URL | null = workerUrl()): Walk {
  const met: Met = { problems: [], revisits: 0, hidden: 0, seen: new Set(), links: [], places: [] };
  const top = buildTree(root, "", listTarget("", root, whyNotFollowed(root, dirname(root))), met);
  visit(met, worker);
  // Links come after what they may lead to; those met behind one are appended.
  for (const { parent, index } of met.links) {
    meet({ ...parent, listing: readTarget(parent, index, root) }, 0, parent, index, met);
    visit(met, worker);
  }
  const runs = [...yieldRuns(top)];
  const hasHardLinks = runs.some(({ directory }) => directory.listing.hasHardLinks);
  met.problems.sort((a, b) => compare(a.path, b.path));
  return {
    files: { [Symbol.iterator]: () => yieldFiles(runs) },
    problems: met.problems,
    revisits: met.revisits,
    hidden: met.hidden,
    mayRepeat: hasHardLinks || met.links.length > 0,
    stamps: { [Symbol.iterator]: () => yieldStamps(top) },
  };
}

/** Where a link leads. Only one to a folder or to another device may lead too far: others may be many. */
function readTarget(parent: Tree, index: number, root: string): Listing {
  const name = openingNameAt(parent.listing, index);
  const location = locationAt(parent, index);
  const target = listTarget(name, location, null);
  const isOnDevice =
    entryNumber(target, 0, "device") === entryNumber(parent.listing, index, "device");
  if (kindAt(target, 0) !== "directory" && isOnDevice) return target;
  return listTarget(name, location, whyNotFollowed(location, root));
}

function* yieldStamps({
  location,
  prefix,
  listing,
  children,
}: Tree): Generator<string | Uint8Array> {
  const { names, kinds, hidden } = listing;
  const lengths = [prefix.length, names.length, kinds.length, hidden, children.size];
  // With their lengths, so that what one begins with cannot be taken for what the one before ends with.
  yield `${lengths.join()}:${location}\0${prefix}`;
  yield listing.names;
  yield listing.kinds;
  yield new Uint8Array(listing.numbers.buffer);
  for (const [index, child] of children) {
    yield `${index}:`;
    if ("listing" in child) yield* yieldStamps(child);
    else yield* yieldStamps({ ...child.directory, children: new Map() });
  }
}

/** A listed directory, with what its entries proved to be, unless they are its own files. */
interface Tree extends ListedDirectory {
  readonly children: Map<number, Tree | Run>;
}

/** Entries of a directory that follow each other in the order of all paths. */
interface Run {
  readonly directory: ListedDirectory;
  readonly from: number;
  readonly to: number;
}

/** A directory to be listed: the entry of another. */
interface Place extends Omit<ListedDirectory, "listing"> {
  readonly parent: Tree;
  readonly index: number;
}

interface Met extends Pick<Walk, "problems" | "revisits" | "hidden"> {
  readonly seen: Set<string>;
  readonly links: Pick<Place, "parent" | "index">[];
  readonly places: Place[];
}

/** Lists the directories that were met, and those met meanwhile. */
function visit(met: Met, worker: URL | null): void {
  for (const { directory, listing, error } of listings(met.places, worker)) {
    const { location, prefix, parent, index } = directory;
    if (listing === null) {
      const problem = `directory cannot be read: ${describeReason(error)}`;
      met.problems.push({ path: prefix.slice(0, -1), problem });
    } else {
      parent.children.set(index, buildTree(location, prefix, listing, met));
    }
  }
  met.places.length = 0;
}

function buildTree(location: string | Buffer, prefix: string, listing: Listing, met: Met): Tree {
  const tree: Tree = { location, prefix, listing, children: new Map() };
  met.hidden += listing.hidden;
  for (let index = 0; index < listing.kinds.length; index++) {
    if (kindAt(listing, index) !== "file") meet(tree, index, tree, index, met);
  }
  return tree;
}

/** Takes in an entry of a listing, which stands for an entry of `parent`: itself, or a link to it. */
function meet(listed: ListedDirectory, at: number, parent: Tree, index: number, met: Met): void {
  const path = pathAt(listed, at);
  const kind = kindAt(listed.listing, at);
  if (kind === "file") {
    parent.children.set(index, { directory: listed, from: at, to: at + 1 });
  } else if (kind === "link") {
    met.links.push({ parent, index });
  } else if (kind === "directory") {
    const identity = identityAt(listed, at);
    if (met.seen.has(identity)) {
      met.revisits++;
      return;
    }
    met.seen.add(identity);
    const prefix = path === "" ? "" : `${path}/`;
    met.places.push({ location: locationAt(listed, at), prefix, parent, index });
  } else {
    const known = listed.listing.problems.find((problem) => problem.index === at);
    const missing = known?.problem ?? "a link to nothing, or removed while being read";
    const problem = kind === "missing" ? missing : `a ${kind}, not opened`;
    met.problems.push({ path, problem });
  }
}

/** Depth first, as whole paths sort: "a-b/c" before "a/c", because "-" comes before "/". */
function* yieldRuns(tree: Tree): Generator<Run> {
  const { children } = tree;
  const length = tree.listing.kinds.length;
  const names = entryNames(tree.listing);
  const keyed = Array.from(children, ([index, child]) => {
    const name = names[index] as string;
    return { child, key: "listing" in child ? `${name}/` : name };
  });
  keyed.sort((a, b) => compare(a.key, b.key));
  // Files keep their order among themselves: a directory may only come later than its name alone.
  let from = 0;
  for (const { child, key } of keyed) {
    let to = from;
    while (to < length && (names[to] as string) < key) to++;
    if (to > from) yield { directory: tree, from, to };
    from = to;
    if ("listing" in child) yield* yieldRuns(child);
    else yield child;
  }
  if (from < length) yield { directory: tree, from, to: length };
}

function* yieldFiles(runs: readonly Run[]): Generator<WalkedFile> {
  for (const { directory, from, to } of runs) {
    for (let index = from; index < to; index++) {
      if (kindAt(directory.listing, index) === "file") yield new WalkedFile(directory, index);
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
