import { posix } from "node:path";
import { locate, type Root } from "../../trust/named-path.ts";
import { openResult, readResult } from "../files/result-file.ts";
import { isBranch } from "../metrics/metric-tree.ts";
import { treeParser } from "../metrics/parse-tree.ts";
import type { Report } from "./tracking.ts";

/** A mapping in a small YAML file. */
export type Mapping = Readonly<Record<string, unknown>>;

/** The files of a file store, by their paths below its folder. */
export class StoreFiles {
  /** Of the folder, relative to the project. */
  readonly path: string;
  readonly report: Report;
  readonly parse: (text: string) => unknown;
  readonly #root: Root;

  private constructor(path: string, root: Root, report: Report, parse: (text: string) => unknown) {
    this.path = path;
    this.#root = root;
    this.report = report;
    this.parse = parse;
  }

  /** Prepares the parser of YAML. */
  static async open(path: string, root: Root, report: Report): Promise<StoreFiles> {
    return new StoreFiles(path, root, report, await treeParser("meta.yaml"));
  }

  /** Where a file or folder is on the disk. */
  location(below: string): string {
    return locate(posix.join(this.path, below), this.#root, "data");
  }

  /** A path as messages name it. */
  shown(below: string): string {
    return posix.join(this.path, below);
  }

  /** A small YAML file, undefined where it cannot be read, which is reported. */
  readMapping(below: string): Mapping | undefined {
    try {
      const tree = this.parse(readResult(openResult(this.shown(below), this.#root)));
      if (isBranch(tree)) return tree;
      throw new Error("not a mapping: cut off, or not written by MLflow");
    } catch (error) {
      this.report(this.shown(below), error, true);
      return undefined;
    }
  }
}
