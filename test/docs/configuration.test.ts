import { expect, test } from "vitest";
import { buildJsonSchema } from "../../src/commands/schema.ts";
import { configurationKeys } from "./configuration-keys.ts";
import { locationOf, readPage } from "./pages.ts";

const BETWEEN_MARKS = /(?<=^<!-- keys -->\n)[\s\S]*?(?=^<!-- end of keys -->$)/m;

/** `npm run docs` runs this test with `-u`, which writes the page anew. */
test("docs/configuration.md lists the keys of the schema", async () => {
  const { path, text } = readPage("docs/configuration.md");
  expect(text).toMatch(BETWEEN_MARKS);
  const page = text.replace(
    BETWEEN_MARKS,
    () => `\n${configurationKeys(buildJsonSchema("config"))}\n\n`,
  );
  await expect(page).toMatchFileSnapshot(locationOf(path), "stale: run `npm run docs`");
});
