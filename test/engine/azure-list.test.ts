import { describe, expect, test } from "vitest";
import { readAzureList } from "../../src/engine/azure-list.ts";
import { writeS3List } from "../../src/engine/s3-list.ts";
import { writeBlob, writeBlobs } from "../support/fake-azure.ts";

const MODIFIED = Date.UTC(2025, 7, 31, 6);
const found = (key: string, bytes = 10) => ({ key, bytes, modified: MODIFIED, tag: "0x8DE" });

describe("a list of Azure Blob Storage", () => {
  test("is read with names of any characters", async () => {
    const text = writeBlobs([
      writeBlob("events/a & <b>.parquet", 10),
      writeBlob("x", 10).replace("<Name>x<", '<Name Encoded="true">events/%01%EF%BF%BE.parquet<'),
      "<BlobPrefix><Name>events/day=1/</Name></BlobPrefix>",
    ]);
    expect(await readAzureList(text)).toEqual({
      objects: [found("events/a & <b>.parquet"), found("events/\u0001\ufffe.parquet")],
      prefixes: ["events/day=1/"],
      next: "",
    });
  });

  test("is read with where its next page begins", async () => {
    const list = await readAzureList(writeBlobs([writeBlob("a", 0)], "2!92!a&amp;b="));
    expect(list).toMatchObject({ objects: [found("a", 0)], next: "2!92!a&b=" });
  });

  test("names no folder, of accounts with folders and of Hadoop", async () => {
    const text = writeBlobs([
      writeBlob("a.parquet", 0, "<ResourceType>directory</ResourceType>"),
      writeBlob("a.parquet/b", 10, "<ResourceType>file</ResourceType>"),
      writeBlob("c.parquet", 0, "", "<hdi_isfolder>true</hdi_isfolder>"),
      writeBlob("d", 10, "", "<hdi_isfolder>false</hdi_isfolder><owner>me</owner>"),
    ]);
    expect((await readAzureList(text))?.objects.map(({ key }) => key)).toEqual([
      "a.parquet/b",
      "d",
    ]);
  });

  const blob = writeBlob("a", 10);
  test.each([
    ["nothing", ""],
    ["a page of the web", "<!doctype html><html><body>Welcome<br></body></html>"],
    ["a list of S3", "<ListBucketResult><Contents><Key>a</Key></Contents></ListBucketResult>"],
    ["half a list", writeBlobs([blob]).slice(0, -60)],
    ["two lists", writeBlobs([blob]).slice(1).repeat(2)],
    ["a list with text behind it", `${writeBlobs([blob])}more`],
    ["a blob without a name", writeBlobs([blob.replace("<Name>a</Name>", "")])],
    ["a blob without a size", writeBlobs([blob.replace(/<Content-Length>.*?Length>/, "")])],
    ["a size that is none", writeBlobs([blob.replace(">10<", ">-1<")])],
    ["a time that is none", writeBlobs([blob.replaceAll("Aug", "Foo")])],
    ["a name of half a code", writeBlobs([blob.replace("<Name>a", '<Name Encoded="true">%e')])],
    ["elements without end", "<a>".repeat(100_000)],
    [
      "entities that it declares",
      `<!DOCTYPE x [<!ENTITY a "aaaa">]>${writeBlobs([blob.replace(">a<", ">&a;<")]).slice(40)}`,
    ],
  ])("is not taken from %s", async (_, text) => {
    expect(await readAzureList(text)).toBeNull();
  });
});

describe("a list as S3 writes it", () => {
  const list = {
    objects: [found("events/a b+%&é.parquet"), found("events/c.parquet")],
    prefixes: ["events/d&e/"],
    next: "2!92!/+=",
  };

  test("has names, sizes and times, and the next page by a word without marks", () => {
    const text = writeS3List("lake", list, new URLSearchParams({ prefix: "events/" }));
    expect(text).toContain(
      "<Contents><Key>events/a b+%&amp;é.parquet</Key><LastModified>2025-08-31T06:00:00.000Z</LastModified><ETag>&quot;0x8DE&quot;</ETag><Size>10</Size>",
    );
    expect(text).toContain("<CommonPrefixes><Prefix>events/d&amp;e/</Prefix></CommonPrefixes>");
    const [, token = ""] = /<NextContinuationToken>([\w-]+)</.exec(text) ?? [];
    expect(Buffer.from(token, "base64url").toString()).toBe(list.next);
    expect(text).toContain("<IsTruncated>true</IsTruncated>");
  });

  test("has them encoded where the request says so", () => {
    const asked = new URLSearchParams({ "encoding-type": "url" });
    const text = writeS3List("lake", { ...list, next: "" }, asked);
    expect(text).toContain("<Key>events/a%20b%2B%25%26%C3%A9.parquet</Key>");
    expect(text).toContain("<IsTruncated>false</IsTruncated>");
    expect(text).not.toContain("NextContinuationToken");
  });

  test("begins behind the key that the request names, in the order of bytes", () => {
    const keys = ["a", "b", "b/", "ﬀ", "😀"].map((key) => found(key));
    const asked = new URLSearchParams({ "start-after": "ﬀ" });
    const text = writeS3List("lake", { ...list, objects: keys, prefixes: ["a/", "😀/"] }, asked);
    expect(
      [...text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>([^<]*)/g)].map(([, key]) => key),
    ).toEqual(["😀", "😀/"]);
  });
});
