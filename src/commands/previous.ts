import { createHash } from "node:crypto";
import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { errorMessage } from "../errors.ts";
import type { ComparedPlan } from "../plan/changes/earlier.ts";
import { noChanges } from "../plan/changes/no-changes.ts";
import type { Changes } from "../plan/changes/schema.ts";
import type { Plan } from "../plan/schema.ts";
import { packageVersion } from "../runtime/package.ts";
import { locate, type Root } from "../trust/named-path.ts";
import { readNamed } from "../trust/named-text.ts";

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
  root: Root,
  output: string,
  named?: string,
): Promise<Plan> {
  const location = named === undefined ? join(output, "latest") : resolve(root.cwd, named);
  if (named === undefined && lstatSync(location, { throwIfNoEntry: false }) === undefined) {
    return { ...plan, changes: noChanges("first", "No earlier plan lies here") };
  }
  return { ...plan, changes: await changesSince(location, root, named, plan) };
}

async function changesSince(
  location: string,
  root: Root,
  named: string | undefined,
  plan: Plan,
): Promise<Changes> {
  const { changesBetween } = await import("../plan/changes/changes.ts");
  const refuse = (why: string) =>
    noChanges("not_compared", `Not compared with ${named ?? shown(location, root.cwd)}: ${why}`);
  try {
    const earlier = await readEarlier(location, root, named);
    const [was, is] = [earlier.plan.metadata.model.name, plan.metadata.model.name];
    if (was !== null && is !== null && was !== is) {
      return refuse(`it is of another model, ${was}, and this one of ${is}`);
    }
    return changesBetween(earlier.plan, plan, earlier.identity, MOST);
  } catch (error) {
    return refuse(errorMessage(error));
  }
}

/**
 * Reads a plan for comparison.
 *
 * @param location a directory with `retrain_plan.json`, or such a file
 * @param root where it may lie, unless it is named
 * @param named how it is called in documents, where the command line names it; by default by where it lies within the root
 * @throws where it cannot be read, or compared; the message says why, as a clause
 */
export async function readEarlier(
  location: string,
  root: Root,
  named?: string,
): Promise<EarlierPlan> {
  const { parseEarlier } = await import("../plan/changes/earlier.ts");
  const { cwd } = root;
  const within = { ...root, allowOutside: root.allowOutside || named !== undefined };
  const isDirectory = statSync(locate(location, within, "text"), {
    throwIfNoEntry: false,
  })?.isDirectory();
  const file = isDirectory ? join(location, PLAN) : location;
  if (!existsSync(locate(file, within, "text"))) {
    throw new Error(isDirectory ? `there is no ${PLAN} in it` : "there is no such file");
  }
  const bytes = readNamed(file, within, "text");
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
  return relative(resolveRealPath(cwd), resolveRealPath(location)).replaceAll(sep, "/");
}

function resolveRealPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
