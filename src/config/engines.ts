import { z } from "zod";
import { text } from "./scalars.ts";

export const enginesSchema = z
  .strictObject({
    trino: z
      .strictObject({
        url: text
          .optional()
          .describe(
            "Address of the server; it is contacted only if TRINO_URL names the same scheme, host and port.",
          ),
        catalog: text.optional().describe("Catalog of tables that are named without one."),
        schema: text.optional().describe("Schema of tables that are named without one."),
        user: text.optional().describe("User, where TRINO_URL names none."),
        timeout_minutes: z
          .number()
          .positive()
          .max(1440)
          .default(10)
          .describe("The longest that one query may take."),
      })
      .prefault({})
      .describe("Passwords and tokens stand in the environment: TRINO_PASSWORD, TRINO_TOKEN."),
  })
  .describe("Servers that count and profile the tables of `sources`.");
