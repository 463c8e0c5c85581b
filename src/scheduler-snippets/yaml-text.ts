import { Document, visit } from "yaml";

/**
 * A value as YAML that every reader takes for the same, of 1.1 (kubectl, GitLab) or 1.2. In YAML 1.1 some
 * characters beyond ASCII break a line, and a terminal may obey others: both are written by number, which only
 * double quotes allow.
 *
 * @example yamlText({ path: "/a\u2028b" }) // 'path: "/a\\u2028b"\n'
 */
export function yamlText(value: unknown): string {
  const document = new Document(value, { compat: "yaml-1.1" });
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "string" && SPECIAL.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  // Such a character stands within double quotes alone.
  return document
    .toString({ lineWidth: 0 })
    .replace(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, (found) => {
      const digits = (found.codePointAt(0) as number).toString(16);
      return found.length > 1 ? `\\U${digits.padStart(8, "0")}` : `\\u${digits.padStart(4, "0")}`;
    });
}

const SPECIAL = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u;
