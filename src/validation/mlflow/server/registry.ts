import { ServerProblem } from "../../../trust/server-reader.ts";
import type { ModelVersion, RegisteredModel } from "../tracking.ts";
import type { MlflowClient } from "./client.ts";
import { optionalText, readFields, readList, readText } from "./rest-values.ts";

/** The registered models of a server with their versions; none where it has no registry. */
export async function readModels(client: MlflowClient): Promise<RegisteredModel[]> {
  try {
    const models = (await client.all(search("registered-models", 1000))).map(readModel);
    if (models.length === 0) return [];
    const byName = new Map(models.map((model) => [model.name, model]));
    for (const entry of await client.all(search("model-versions", 5000))) {
      const version = readFields(entry, "a model version");
      byName.get(readText(version, "name"))?.versions.push(readVersion(version));
    }
    for (const { versions } of models)
      versions.sort((a, b) => Number(a.version) - Number(b.version));
    return models;
  } catch (error) {
    // A server without a registry does not know these addresses.
    if (error instanceof ServerProblem && error.status === 404) return [];
    throw error;
  }
}

function search(kind: "registered-models" | "model-versions", pageSize: number) {
  return {
    path: `api/2.0/mlflow/${kind}/search`,
    results: kind.replace("-", "_"),
    method: "GET" as const,
    pageSize,
  };
}

function readModel(entry: unknown) {
  const fields = readFields(entry, "a registered model");
  const aliases = readList(fields, "aliases").map((each): [string, string] => {
    const alias = readFields(each, "an alias");
    return [readText(alias, "alias"), String(alias.version)];
  });
  return {
    name: readText(fields, "name"),
    aliases: new Map(aliases),
    versions: [] as ModelVersion[],
  };
}

function readVersion(fields: Readonly<Record<string, unknown>>): ModelVersion {
  return {
    version: String(fields.version),
    run: optionalText(fields.run_id),
    source: optionalText(fields.source),
    stage: optionalText(fields.current_stage),
  };
}
