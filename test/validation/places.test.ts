import { expect, test } from "vitest";
import { globMatcher } from "../../src/glob/glob.ts";
import { READERS } from "../../src/validation/tools.ts";

test.each(READERS.map(({ tool, places }) => [tool, places] as const))(
  "the places of %s fit into one pattern, even where all of them are there",
  (_, places) => {
    expect(() => globMatcher([`{${places.join(",")}}`])).not.toThrow();
  },
);
