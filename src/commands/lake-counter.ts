import { realpathSync } from "node:fs";
import { EngineProblem } from "../engine/engine.ts";
import type { HeldRows, LakeCounter } from "../inventory/count-lakes.ts";
import type { SourceFile } from "../inventory/source.ts";
import { toEngineSource } from "./engine-source.ts";
import type { Project } from "./project.ts";

const MOST_MS = 120_000;
const NOT_ASKED =
  "DuckDB counts it if RETRAIN_PLAN_DUCKDB_EXTENSIONS names the folder of its extensions: see docs/data.md";

/** Has DuckDB count the rows that tables of Delta and Iceberg hold. */
export function createLakeCounter(project: Project): LakeCounter {
  const { cwd, zone, extensionPlace } = project;
  return async (source, lake) => {
    // The extension for Delta also opens files outside of the project: whoever runs the program has to ask for it.
    if (extensionPlace === null) return { problem: NOT_ASKED };
    const table = {
      name: lake.folder,
      source,
      files: lake.files,
      lake: { ...lake, isCounted: true },
    };
    const asked = toEngineSource([table], zone, []);
    const [out] = asked.leftOut;
    if (out !== undefined) return { problem: `${out.path} ${out.why}` };
    const { openDuckdb } = await import("../engine/duckdb.ts");
    const engine = await openDuckdb([realpathSync(cwd)], null, {
      formats: [lake.format],
      place: extensionPlace,
    });
    if ("problem" in engine) return engine;
    const timer = setTimeout(() => engine.stop(), MOST_MS);
    try {
      const held = await engine.countFiles(asked);
      const byName = new Map(lake.files.map((file) => [file.path, file]));
      return new Map(
        asked.files.flatMap((file): [SourceFile, HeldRows][] => {
          const [named, rows] = [byName.get(file.name), held.get(file)];
          return named === undefined || rows === undefined ? [] : [[named, rows]];
        }),
      );
    } catch (error) {
      if (!(error instanceof EngineProblem)) throw error;
      const { file, message } = error;
      return { problem: file === null ? message : `${file} ${message}` };
    } finally {
      clearTimeout(timer);
      await engine.close();
    }
  };
}
