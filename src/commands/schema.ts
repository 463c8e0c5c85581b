import { z } from "zod";
import { configSchema } from "../config/schema.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { scanSchema } from "../inventory/schema.ts";
import { jsonText } from "../json-text.ts";
import { planSchema } from "../plan/schema.ts";

export type SchemaName = "config" | "plan" | "scan";

/** `retrain-plan schema`: prints the JSON Schema of the configuration, of a plan or of a scan. */
export async function schema(host: Host, name: SchemaName): Promise<ExitStatus> {
  host.stdout.write(jsonText(jsonSchemaOf(name)));
  return 0;
}

/** JSON Schema 2020-12, from the definitions that the program itself uses. */
export function jsonSchemaOf(name: SchemaName): object {
  if (name === "config") return z.toJSONSchema(configSchema, { io: "input" });
  return z.toJSONSchema(name === "plan" ? planSchema : scanSchema, { io: "output" });
}
