import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { scratch } from "../support/scratch.ts";

/** In its own namespaces the daemon sees only the table of the test, and its end kills all it has started. */
const APART = ["--mount", "--pid", "--fork", "--kill-child"];

/** Whether Debian's cron can be started in its own namespaces. */
export function isCronThere(): boolean {
  const find = "command -v cron && [ -d /var/spool/cron/crontabs ]";
  return (
    process.getuid?.() === 0 &&
    spawnSync("sh", ["-c", find]).status === 0 &&
    spawnSync("unshare", [...APART, "true"]).status === 0
  );
}

/**
 * Lets Debian's cron run each line of a crontab once, at its start (`@reboot`) instead of at 06:00 on Mondays.
 *
 * @param files the file that each line's command writes: words, each followed by a NUL
 * @returns the words of each file; an empty list if it was not written within 30 seconds
 */
export async function cronSays(
  lines: readonly string[],
  files: readonly string[],
): Promise<string[][]> {
  const script = `
    mount -t tmpfs none /run
    mount -t tmpfs none /etc/cron.d
    mount --bind /dev/null /etc/crontab
    mount -t tmpfs none /var/spool/cron
    mkdir /var/spool/cron/crontabs
    umask 077
    cat > /var/spool/cron/crontabs/root
    exec cron -f`;
  const daemon = spawn("unshare", [...APART, "sh", "-ec", script], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  daemon.stdin?.end(lines.map((line) => `${line.replace("0 6 * * 1 ", "@reboot ")}\n`).join(""));
  const read = (file: string) =>
    existsSync(file) ? readFileSync(file, "utf8").split("\0").slice(0, -1) : [];
  for (let tries = 0; tries < 300 && files.some((file) => read(file).length === 0); tries++) {
    await sleep(100);
  }
  // unshare ignores SIGTERM.
  daemon.kill("SIGKILL");
  await once(daemon, "close");
  return files.map(read);
}

const SYSTEMD = "/usr/lib/systemd/systemd";
const COMMAND_LINE = "\t\t\tCommand Line: ";
const NOBODY = 65_534;

/**
 * The words of each service's command, as systemd prints them when it only tests its units; null if systemd is
 * not installed.
 */
export function systemdWords(services: readonly string[]): string[][] | null {
  if (!existsSync(SYSTEMD)) return null;
  const commands = services.flatMap((text) => text.match(/^ExecStart=.*$/gm) ?? []);
  const lines = ["[Unit]", "DefaultDependencies=no", "[Service]", "Type=oneshot", ...commands, ""];
  const directory = scratch({ "all.service": lines.join("\n") });
  const run = join(directory, "run");
  mkdirSync(run);
  // systemd refuses to test units as root.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chmodSync(directory, 0o755);
  if (isRoot) chownSync(run, NOBODY, NOBODY);
  const { stdout, stderr } = spawnSync(SYSTEMD, ["--user", "--test", "--unit=all.service"], {
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { HOME: run, XDG_RUNTIME_DIR: run, SYSTEMD_UNIT_PATH: directory },
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const said = stdout.split("\n").filter((line) => line.startsWith(COMMAND_LINE));
  if (said.length !== commands.length) throw new Error(`systemd: ${stderr}`);
  return said.map((line) =>
    [...line.slice(COMMAND_LINE.length).matchAll(/"((?:[^"\\]|\\.)*)"|([^ ]+)/gs)].map(
      ([, quoted, plain], k) => {
        const word = (quoted ?? plain ?? "").replace(/\\(?:([0-7]{3})|(.))/gs, escapedBySystemd);
        // systemd replaces variables and $$ only when it starts the command.
        return k === 0 ? word : word.replaceAll("$$", () => "$");
      },
    ),
  );
}

function escapedBySystemd(_: string, octal: string | undefined, letter = ""): string {
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  return { a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" }[letter] ?? letter;
}
