import type { Mapping, StoreFiles } from "./store-files.ts";
import { listFiles, listFolders, read } from "./store-folder.ts";
import type { ModelVersion, RegisteredModel } from "./tracking.ts";

/** The registered models of a file store. */
export function readModels(files: StoreFiles): RegisteredModel[] {
  return listFolders(files.location("models")).flatMap((folder) => {
    const at = `models/${folder}`;
    const meta = files.readMapping(`${at}/meta.yaml`);
    if (meta === undefined) return [];
    const versions = readVersions(files, at);
    return [
      { name: String(meta.name ?? folder), aliases: readAliases(files, `${at}/aliases`), versions },
    ];
  });
}

function readVersions(files: StoreFiles, model: string): ModelVersion[] {
  const versions = listFolders(files.location(model)).flatMap((name) => {
    if (!name.startsWith("version-")) return [];
    const own = files.readMapping(`${model}/${name}/meta.yaml`);
    if (own === undefined || own.current_stage === "Deleted_Internal") return [];
    return [toVersion(own, name.slice("version-".length))];
  });
  return versions.sort((a, b) => Number(a.version) - Number(b.version));
}

function toVersion(meta: Mapping, version: string): ModelVersion {
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return {
    version,
    run: text(meta.run_id),
    source: text(meta.source),
    stage: text(meta.current_stage),
  };
}

function readAliases(files: StoreFiles, folder: string): Map<string, string> {
  return new Map(
    listFiles(files.location(folder)).flatMap((alias) => {
      const version = read(files.location(`${folder}/${alias}`))?.trim();
      return version === undefined ? [] : [[alias, version]];
    }),
  );
}
