import { z } from "zod";
import { configSchema } from "../config/schema.ts";
import type { ExitStatus } from "../exit-status.ts";
import type { Host } from "../host.ts";
import { planSchema } from "../plan/schema.ts";

/** `retrain-plan schema`: prints the JSON Schema of the configuration, or of a plan. */
export async function schema(host: Host, name: "config" | "plan"): Promise<ExitStatus> {
  host.stdout.write(`${JSON.stringify(jsonSchemaOf(name), null, 2)}\n`);
  return 0;
}

/** JSON Schema 2020-12, from the definitions that the program itself uses. */
export function jsonSchemaOf(name: "config" | "plan"): object {
  return name === "config"
    ? z.toJSONSchema(configSchema, { io: "input" })
    : z.toJSONSchema(planSchema, { io: "output" });
}
