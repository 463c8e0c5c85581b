import { expect, test } from "vitest";
import { signAzureRequest } from "../../src/engine/azure-signature.ts";

const KEY = {
  account: "myaccount",
  secret: Buffer.from("a-key-of-the-tests").toString("base64"),
};
const SERVER = "https://myaccount.blob.core.windows.net";

/** Requests as @azure/storage-blob 12.32.0 of Microsoft sent them with this key, with the identifier of each. */
test.each([
  [
    "a page of a list",
    "GET",
    `${SERVER}/lake?comp=list&prefix=events%2Fa%20b%2Bc%26d%3D%C3%A9&marker=2!92!MDA%3D&maxresults=1000&restype=container&include=metadata`,
    { "x-ms-client-request-id": "ef7a1865-a48a-4f56-83e5-4d82fb361ac8" },
    "NMIaDph5i8u2lVqWg1DjtAYGGfBRPOMjjAaTwWyLxks=",
  ],
  [
    "a list of folders",
    "GET",
    `${SERVER}/lake?comp=list&prefix=events%2F&maxresults=2&restype=container&delimiter=%2F`,
    { "x-ms-client-request-id": "f0a15fd7-c136-4a58-9ec6-9c49ca0a4271" },
    "UucYoGBZSf7PULDge+ebY+236CfwaDerQ4mi64ewR0w=",
  ],
  [
    "a range",
    "GET",
    `${SERVER}/lake/events/a.parquet`,
    {
      "x-ms-client-request-id": "dc5d9730-a6ad-4312-9467-79d6ca6d97e7",
      "x-ms-range": "bytes=2-4",
    },
    "yAETIbic6KCZ3MmDkXTomB1lBcwJinKOe5ytIgBrCaI=",
  ],
  [
    "an object with a name of any characters",
    "HEAD",
    `${SERVER}/lake/events/day%3D1/b%20%5B1%5D%20*%2B%25%C3%A9(x)!%27.parquet`,
    { "x-ms-client-request-id": "c35cf6e0-5d00-4125-8014-7d34403794ad" },
    "RWv2jCXT1XQoOsrdnD+iR4DY5LXucz/JiX9dw7PEhmY=",
  ],
  [
    "an object of a server that names the account in its path",
    "GET",
    "http://127.0.0.1:10000/myaccount/lake/events/a.parquet",
    { "x-ms-client-request-id": "2110b951-4601-4216-adc5-b17c6865e38d" },
    "NBbQgY4DZE5lJf/SwO4B2gSppbhZj8669GUTVwue4cg=",
  ],
])("signs %s as Microsoft's own library does", (_, method, url, own, signature) => {
  const headers = {
    accept: "application/xml",
    "x-ms-version": "2026-04-06",
    "x-ms-date": "Tue, 01 Dec 2026 00:27:54 GMT",
    ...own,
  };
  expect(signAzureRequest(method, new URL(url), headers, KEY)).toBe(
    `SharedKey myaccount:${signature}`,
  );
});
