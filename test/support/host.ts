import type { Host } from "../../src/runtime/host.ts";
import { createZone, parseInstant } from "../../src/time/instant.ts";

/** A host that records what is written, with a clock that stands still. */
export function fakeHost(
  cwd: string,
  options: Partial<Pick<Host, "env">> & { isTTY?: boolean } = {},
) {
  const record = { stdout: "", stderr: "", both: "" };
  const output = (name: "stdout" | "stderr") => {
    const write = (text: string) => {
      record[name] += text;
      record.both += text;
    };
    return { write, writeRaw: write, isTTY: options.isTTY ?? false, columns: 80 };
  };
  const host: Host = {
    cwd,
    now: () => parseInstant("2025-08-14T08:00:00Z", createZone("UTC")) as number,
    env: options.env ?? {},
    randomToken: () => "a-token",
    program: ["/usr/bin/node", "/usr/lib/node_modules/retrain-plan/dist/bin.js"],
    stdout: output("stdout"),
    stderr: output("stderr"),
  };
  return { host, record };
}
