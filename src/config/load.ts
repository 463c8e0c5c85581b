import { createHash } from "node:crypto";
import { lstatSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { errorMessage, isSystemError, UserError } from "../errors.ts";
import { withoutPasswords } from "../text/redact-urls.ts";
import { locate } from "../trust/named-path.ts";
import { isCron } from "./cadence.ts";
import { type Document, describePlace, parseDocument } from "./document.ts";
import { checkInside } from "./path-limits.ts";
import { type Config, type ConfigInput, configSchema } from "./schema.ts";

/** A configuration and where it came from. */
export interface LoadedConfig {
  config: Config;
  /** The settings of the file and the command line, without defaults. */
  stated?: ConfigInput;
  /** The file as the user would name it, and the SHA-256 of its bytes; null without a file. */
  file: { path: string; sha256: string } | null;
  /** Where a key of the file stands, as errors name it; of `sources` there is no flag. */
  placeOf?: (path: readonly PropertyKey[]) => string;
}

/** Looked for in this order; two of them at once are an error, since one would be ignored. */
export const CONFIG_FILES = ["retrain-plan.yaml", "retrain-plan.yml", "retrain-plan.json"];

/**
 * Reads the configuration, puts the flags over it and fills in the defaults.
 *
 * @param cwd the project's directory
 * @param path the file that `--config` names; by default one of {@link CONFIG_FILES}, if any
 * @param flags what the command line says, in the configuration's own keys; it wins
 * @param allowOutside whether the file may name paths outside of the project
 * @throws UserError with a line for every wrong key: file, line, key, value found, value expected
 */
export async function loadConfig(
  cwd: string,
  path: string | undefined,
  flags: ConfigInput,
  { allowOutside = false }: { allowOutside?: boolean } = {},
): Promise<LoadedConfig> {
  const file = path ?? findConfig(cwd);
  if (file === undefined) {
    return { config: await check(commandLine(flags)), stated: flags, file: null };
  }
  // Paths on the command line may lie anywhere.
  const root = { cwd: resolve(cwd), allowOutside: allowOutside || path !== undefined };
  const bytes = readConfig(locate(file, root, "text"), file);
  const document = parseDocument(bytes.toString("utf8"), file);
  // Checked without the flags first, so that they can neither hide nor be blamed for its errors;
  // what is wrong then is theirs.
  await check(document);
  if (!allowOutside) checkInside(document, resolve(cwd));
  const value = withFlags(document.value as ConfigInput, flags);
  return {
    config: await check(commandLine(value)),
    stated: value,
    file: { path: file, sha256: createHash("sha256").update(bytes).digest("hex") },
    placeOf: (path) => describePlace(document, path),
  };
}

function commandLine(value: ConfigInput): Document {
  return { file: "command line", value, findLine: () => null };
}

async function check(document: Document): Promise<Config> {
  // A configuration is checked once or twice: compiling a check for it takes longer than checking.
  const parsed = configSchema.safeParse(document.value, { jitless: true });
  if (parsed.success) {
    await checkCron(parsed.data, document);
    return withoutPasswordsIn(parsed.data) as Config;
  }
  const { describeIssues } = await import("./issues.ts");
  throw new UserError(describeIssues(parsed.error, document).join("\n"));
}

/** Every text of a configuration may come to stand in the plan. */
function withoutPasswordsIn(value: unknown): unknown {
  if (typeof value === "string") return withoutPasswords(value);
  if (Array.isArray(value)) return value.map(withoutPasswordsIn);
  if (!isSection(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withoutPasswordsIn(v)]));
}

/** Checks a cron expression beyond its shape: in a function of its own, because few configurations have one. */
async function checkCron({ schedule }: Config, document: Document): Promise<void> {
  if (!isCron(schedule.cadence)) return;
  const { parseCron } = await import("../time/cron.ts");
  try {
    parseCron(schedule.cadence);
  } catch (error) {
    const place = describePlace(document, ["schedule", "cadence"]);
    throw new UserError(`${place}: found "${schedule.cadence}": ${errorMessage(error)}`, {
      hint: 'correct the cron expression, such as "0 6 * * 1" for Mondays at six',
      cause: error,
    });
  }
}

function findConfig(cwd: string): string | undefined {
  // A link to nothing counts: to plan without a configuration that was meant would be wrong.
  const found = CONFIG_FILES.filter((name) =>
    lstatSync(join(cwd, name), { throwIfNoEntry: false }),
  );
  if (found.length > 1) {
    throw new UserError(`${found.join(" and ")} both exist`, {
      hint: "remove one, or name one with --config",
    });
  }
  return found[0];
}

/** Ten thousand blackouts fit in; what is larger is most likely something else. */
const MOST_BYTES = 1e6;

function readConfig(location: string, name: string): Buffer {
  try {
    const stats = statSync(location);
    // A FIFO would be waited for, for ever.
    if (!stats.isFile()) throw new Error("not a regular file");
    if (stats.size > MOST_BYTES) {
      throw new Error(
        `it has ${Math.round(stats.size / 1e6)} MB, of which a configuration may have ${MOST_BYTES / 1e6}`,
      );
    }
    return readFileSync(location);
  } catch (error) {
    const isMissing = isSystemError(error) && error.code === "ENOENT";
    throw new UserError(`${name}: cannot be read: ${errorMessage(error)}`, {
      hint: `${isMissing ? "" : "make it readable, or "}name another with --config`,
      cause: error,
    });
  }
}

/** The file's keys with the flags' over them, section by section. */
function withFlags(file: ConfigInput, flags: ConfigInput): ConfigInput {
  const merged: Record<string, unknown> = { ...file };
  for (const [key, value] of Object.entries(flags)) {
    const under = merged[key];
    merged[key] = isSection(value) && isSection(under) ? { ...under, ...value } : value;
  }
  const schedule = flags.schedule;
  // A flag replaces its opposite in the file: --cycles over `horizon`, --horizon over `cycles`.
  if (schedule?.cycles !== undefined) delete (merged.schedule as ConfigInput["schedule"])?.horizon;
  if (schedule?.horizon !== undefined) delete (merged.schedule as ConfigInput["schedule"])?.cycles;
  return merged as ConfigInput;
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
