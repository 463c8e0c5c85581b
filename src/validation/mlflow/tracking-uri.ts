import { isAbsolute, relative, sep } from "node:path";
import { storePath } from "./store-path.ts";

/** Where the environment says that MLflow tracks runs. */
export type Tracking =
  /** A server; without a name and a password. */
  | { readonly kind: "server"; readonly url: string }
  /** A database or a folder on this machine, relative to the project where it lies in it. */
  | { readonly kind: "store"; readonly path: string }
  /** Something that is not read. */
  | { readonly kind: "unread"; readonly name: string; readonly advice: string };

/**
 * Reads `MLFLOW_TRACKING_URI`, as MLflow does: an address, `databricks`, a database by SQLAlchemy's URL, or a
 * folder. A name and a password in it are not kept.
 *
 * @returns null where it names nothing
 * @example parseTrackingUri("sqlite:///mlflow.db", "/srv/churn") // { kind: "store", path: "mlflow.db" }
 * @example parseTrackingUri("https://me:pw@mlflow.example.org/", cwd) // { kind: "server", url: "https://mlflow.example.org/" }
 */
export function parseTrackingUri(uri: string | undefined, cwd: string): Tracking | null {
  const text = uri?.trim() ?? "";
  if (text === "") return null;
  const scheme = /^([a-z][a-z\d-]+)(?:\+[a-z\d]+)?:/i.exec(text)?.[1]?.toLowerCase() ?? "";
  if (scheme === "sqlite")
    return storeAt(text.replace(/^[^:]+/, "sqlite").replace(/\?.*/s, ""), cwd);
  const isDatabricks = /^databricks(?:-uc)?(?::|$)/.test(text);
  if (scheme === "file" || (scheme === "" && !isDatabricks)) return storeAt(text, cwd);
  if (/^https?$/.test(scheme) && URL.canParse(text)) {
    const { origin, pathname } = new URL(text);
    return { kind: "server", url: `${origin}${pathname}` };
  }
  const host = URL.canParse(text) ? new URL(text).host : "";
  const name = host === "" ? scheme || text : host;
  const advice = isDatabricks ? EXPORT : "set it to the address of the MLflow server before it";
  return { kind: "unread", name: isDatabricks ? "databricks" : name, advice };
}

const EXPORT =
  'export the runs, as by `mlflow.search_runs().to_csv("metrics.csv")`, and name that file under `validation.sources`';

function storeAt(uri: string, cwd: string): Tracking {
  const path = storePath(uri);
  if (!isAbsolute(path)) return { kind: "store", path };
  const within = relative(cwd, path);
  const isOutside = within === ".." || within.startsWith(`..${sep}`) || isAbsolute(within);
  return { kind: "store", path: isOutside || within === "" ? path : within.split(sep).join("/") };
}
