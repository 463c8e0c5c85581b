import { expect, test } from "vitest";
import { withoutPasswords, withoutSecrets } from "../../src/text/redact-urls.ts";

test.each([
  ["https://u:p@hc-ping.com/5f3a?k=1: not found", "https://hc-ping.com/…: not found"],
  [
    "get https://hooks.example.org/services/T0/B0/x failed",
    "get https://hooks.example.org/… failed",
  ],
  ["'https://user:p@ss@host:8443/x'", "'https://host:8443/…'"],
  ["https://host.", "https://host."],
  ["https://host?token=a", "https://host/…"],
  ["s3://key:secret@bucket/data: no such directory", "s3://bucket/…: no such directory"],
  ["C:\\data and a//b stay", "C:\\data and a//b stay"],
])("an error that names %s says %s", (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

test.each([
  ["see https://u:p@wiki/a?token=b&c=d", "see https://***@wiki/a?token=***&c=d"],
  ["https://a:p@ss@host/x", "https://***@host/x"],
  ["https://host/a?X-Amz-Signature=abc#part", "https://host/a?X-Amz-Signature=***#part"],
  ["https://host/?a=1;api_key=b;c=d&e=f", "https://host/?a=1;api_key=***&e=f"],
  ["https://host/?token=&a=1?key=x#y", "https://host/?token=&a=1?key=***#y"],
  [`${"x".repeat(40)}://u:p@host`, `${"x".repeat(40)}://***@host`],
  ["mail ml@example.org, https://example.org/a@b", "mail ml@example.org, https://example.org/a@b"],
])("a document that names %s says %s", (text, shown) => {
  expect(withoutPasswords(text)).toBe(shown);
});
