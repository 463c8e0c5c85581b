import { expect, test } from "vitest";
import { signRequest } from "../../src/engine/s3-signature.ts";

const KEY = {
  id: "AKIAIOSFODNN7EXAMPLE",
  secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  token: undefined,
};
const AT = Date.UTC(2013, 4, 24);

// The worked examples of "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
test.each([
  ["?lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
  ["?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
])("signs %s as the documentation of Amazon S3 does", async (search, signature) => {
  const place = new URL(`https://examplebucket.s3.amazonaws.com/${search}`);
  expect(await signRequest("GET", place, KEY, "us-east-1", AT)).toMatchObject({
    "x-amz-date": "20130524T000000Z",
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  });
});

test("signs the token of a key that holds for some hours", async () => {
  const place = new URL("https://s3.amazonaws.com/lake");
  const headers = await signRequest("GET", place, { ...KEY, token: "t" }, "us-east-1", AT);
  expect(headers).toMatchObject({
    "x-amz-security-token": "t",
    authorization: expect.stringContaining("x-amz-date;x-amz-security-token,"),
  });
});
