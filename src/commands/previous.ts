import { createHash } from "node:crypto";
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { messageOf } from "../errors.ts";
import { packageVersion } from "../package.ts";
import type { ComparedPlan } from "../plan/changes/earlier.ts";
import { noChanges } from "../plan/changes/no-changes.ts";
import type { Changes } from "../plan/changes/schema.ts";
import type { Plan } from "../plan/schema.ts";

/** A plan that was written earlier. */
export interface EarlierPlan {
  readonly plan: ComparedPlan;
  /** How documents name it. */
  readonly identity: NonNullable<Changes["previous"]>;
}

const PLAN = "retrain_plan.json";

/** Documents list so many changes of a topic, and say how many more there are. */
const MOST = 20;

/**
 * A plan with what has changed since the one before; what stands in the way of comparing is said in it.
 *
 * @param output the directory of plans, whose `latest` is the one before
 * @param named another one, by `--previous`
 */
export async function withChanges(
  plan: Plan,
  cwd: string,
  output: string,
  named?: string,
): Promise<Plan> {
  const location = named === undefined ? join(output, "latest") : resolve(cwd, named);
  if (named === undefined && lstatSync(location, { throwIfNoEntry: false }) === undefined) {
    return { ...plan, changes: noChanges("first", "No earlier plan lies here") };
  }
  return { ...plan, changes: await changesSince(location, cwd, named, plan) };
}

async function changesSince(
  location: string,
  cwd: string,
  named: string | undefined,
  plan: Plan,
): Promise<Changes> {
  const { changesBetween } = await import("../plan/changes/changes.ts");
  const refuse = (why: string) =>
    noChanges("not_compared", `Not compared with ${named ?? shown(location, cwd)}: ${why}`);
  try {
    const earlier = await readEarlier(location, cwd, named);
    const [was, is] = [earlier.plan.metadata.model.name, plan.metadata.model.name];
    if (was !== null && is !== null && was !== is) {
      return refuse(`it is of another model, ${was}, and this one of ${is}`);
    }
    return changesBetween(earlier.plan, plan, earlier.identity, MOST);
  } catch (error) {
    return refuse(messageOf(error));
  }
}

/**
 * Reads a plan for comparison.
 *
 * @param location a directory with `retrain_plan.json`, or such a file
 * @param named how it is called in documents; by default by where it lies within `cwd`
 * @throws where it cannot be read, or compared; the message says why, as a clause
 */
export async function readEarlier(
  location: string,
  cwd: string,
  named?: string,
): Promise<EarlierPlan> {
  const { parseEarlier } = await import("../plan/changes/earlier.ts");
  const isDirectory = statSync(location, { throwIfNoEntry: false })?.isDirectory();
  const file = isDirectory ? join(location, PLAN) : location;
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new Error(isDirectory ? `there is no ${PLAN} in it` : "there is no such file");
  }
  // A FIFO would be waited for, for ever.
  if (!stats.isFile()) throw new Error("it is no regular file");
  const bytes = readFileSync(file);
  const plan = parseEarlier(bytes.toString("utf8"), packageVersion());
  return {
    plan,
    identity: {
      path: named === undefined ? shown(file, cwd) : file === location ? named : join(named, PLAN),
      sha256: createHash("sha256").update(bytes).digest("hex"),
      generated_at: plan.metadata.generated_at,
      tool_version: plan.metadata.tool.version,
    },
  };
}

/** Where it lies, and not by which link it was found: `latest` will soon lead elsewhere. */
function shown(location: string, cwd: string): string {
  return relative(realpathOf(cwd), realpathOf(location)).replaceAll(sep, "/");
}

function realpathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
