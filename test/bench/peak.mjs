import { spawnSync } from "node:child_process";

const REPORT = `data:text/javascript,import{isMainThread}from"node:worker_threads";if(isMainThread)process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS))`;

/** The most memory that a command of Node ever held, all threads together, in MB of 1024². */
export function peakMb([node, ...args], cwd) {
  const { stderr, status } = spawnSync(node, ["--import", REPORT, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(stderr);
  return Math.round(Number(/peak (\d+)$/.exec(stderr)?.[1]) / 1024);
}

/** Prints it beside its limit. */
export function printPeak(name, command, cwd, atMostMb) {
  const mb = peakMb(command, cwd);
  const missed = mb > atMostMb ? "  MISSED" : "";
  console.log(
    `  ${name.padEnd(28)} ${String(mb).padStart(6)} MB at its peak  at most ${atMostMb}${missed}`,
  );
}
