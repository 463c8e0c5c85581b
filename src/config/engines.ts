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
    s3: z
      .strictObject({
        endpoint: text
          .optional()
          .describe(
            "Address of the server; it is contacted only if AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL names the same scheme, host and port.",
          ),
        region: text
          .regex(/^[a-z0-9-]{1,40}$/, "a region, such as eu-central-1")
          .optional()
          .describe("Region of the buckets, where AWS_REGION names none."),
        timeout_minutes: z
          .number()
          .positive()
          .max(1440)
          .default(10)
          .describe("The longest that one query may take; of gs:// and az://, too."),
      })
      .prefault({})
      .describe(
        "Buckets of `s3://` addresses. Keys stand in the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.",
      ),
  })
  .describe("Servers that count and profile the tables of `sources`.");
