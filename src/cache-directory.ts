import { join } from "node:path";

/**
 * Where this platform keeps what can be made again, below the user's home.
 *
 * Sources: XDG Base Directory Specification 0.8; Apple, File System Programming Guide; Microsoft,
 * Known Folders (FOLDERID_LocalAppData)
 *
 * @returns null where the environment does not tell
 */
export function cacheDirectoryOf(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string | null {
  const base = baseOf(env, platform);
  return base === undefined ? null : join(base, "retrain-plan");
}

function baseOf(
  { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local, HOME: home }: Parameters<typeof cacheDirectoryOf>[0],
  platform: NodeJS.Platform,
): string | undefined {
  if (platform === "win32") return local || undefined;
  // A relative path is to be ignored, says the specification.
  if (xdg?.startsWith("/")) return xdg;
  if (!home) return undefined;
  return platform === "darwin" ? join(home, "Library", "Caches") : join(home, ".cache");
}
