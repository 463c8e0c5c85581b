import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What tests use beside Node where it is there, and the Debian package that has it. */
const PACKAGES = {
  chromium: "chromium",
  pdftotext: "poppler-utils",
  crontab: "cron",
  "systemd-analyze": "systemd",
  zsh: "zsh",
  fish: "fish",
};

/**
 * In CI brings what is wanting: once, before all tests, since Debian installs for one at a time. Where
 * that cannot be, as without root, the tests that need it are skipped by name.
 */
export default function installTools(): void {
  const { CI, PATH = "" } = process.env;
  const isThere = (tool: string) =>
    PATH.split(delimiter).some((place) => existsSync(join(place, tool)));
  if (!CI || process.getuid?.() !== 0 || !isThere("apt-get")) return;
  const wanting = Object.entries(PACKAGES).flatMap(([tool, name]) => (isThere(tool) ? [] : [name]));
  if (wanting.length === 0) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...words: string[]) => spawnSync("apt-get", [...words], { env, stdio: "ignore" });
  apt("update", "-qq");
  // One by one: a package that cannot be had takes no other with it.
  for (const name of wanting) apt("install", "-y", "-qq", "--no-install-recommends", name);
}
