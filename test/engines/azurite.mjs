import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./cluster.mjs";

const ACCOUNT = "lakeoftests";
const KEY = Buffer.from("a-key-of-the-tests").toString("base64");

/**
 * Starts Azurite, Microsoft's own stand-in for Azure Blob Storage, on loopback.
 *
 * @param {string} program
 * @param {string} folder for its files
 */
export async function startAzurite(program, folder) {
  const home = join(folder, "azurite");
  mkdirSync(home, { recursive: true });
  const port = await freePort();
  const words = ["--blobHost", "127.0.0.1", "--blobPort", String(port), "--location", home];
  const log = openSync(join(home, "log.txt"), "a");
  const { pid } = spawn(process.execPath, [program, ...words, "--silent", "--disableTelemetry"], {
    cwd: home,
    env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` },
    stdio: ["ignore", log, log],
  });
  if (pid === undefined) throw new Error(`${program}: cannot be started`);
  const url = `http://127.0.0.1:${port}/${ACCOUNT}`;
  return { pid, url, account: ACCOUNT, key: KEY, signature: signAccess() };
}

/** Waits until it takes objects, and makes its container `lake`. */
export async function untilAzurite({ url, signature }) {
  for (let second = 0; second < 60; second++) {
    const place = `${url}/lake?restype=container&${signature}`;
    const made = await fetch(place, { method: "PUT" }).catch(() => null);
    if (made?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error("Azurite does not answer after a minute: see its log.txt");
}

/** A shared access signature of the account: by "Create an account SAS" in the documentation of Azure. */
function signAccess() {
  const version = "2023-11-03";
  const facts = {
    sp: "rwlc",
    ss: "b",
    srt: "sco",
    st: "",
    se: "2100-01-01T00:00:00Z",
    sip: "",
    spr: "https,http",
    sv: version,
    ses: "",
  };
  const text = [ACCOUNT, ...Object.values(facts), ""].join("\n");
  const sig = createHmac("sha256", Buffer.from(KEY, "base64")).update(text).digest("base64");
  const used = Object.entries({ ...facts, sig }).filter(([, value]) => value !== "");
  return new URLSearchParams(used).toString();
}
