import { z } from "zod";
import { configSchema } from "../config/schema.ts";
import { scanSchema } from "../inventory/scan/schema.ts";
import { planSchema } from "../plan/schema.ts";
import type { ExitStatus } from "../runtime/exit-status.ts";
import type { Host } from "../runtime/host.ts";
import { jsonText } from "../text/json-text.ts";

export type SchemaName = "config" | "plan" | "scan";

/** `retrain-plan schema`: prints the JSON Schema of the configuration, of a plan or of a scan. */
export async function schema(host: Host, name: SchemaName): Promise<ExitStatus> {
  host.stdout.write(jsonText(buildJsonSchema(name)));
  return 0;
}

/** JSON Schema 2020-12, from the definitions that the program itself uses. */
export function buildJsonSchema(name: SchemaName): object {
  if (name === "config") return z.toJSONSchema(configSchema, { io: "input" });
  return z.toJSONSchema(name === "plan" ? planSchema : scanSchema, { io: "output" });
}
