import { isAbsolute, relative, sep } from "node:path";
import { storePath } from "./store-path.ts";

/** Where the environment says that MLflow tracks runs. */
export type Tracking =
  /** A server: known, and not asked. */
  | { readonly kind: "server"; readonly name: string }
  /** A database or a folder on this machine, relative to the project where it lies in it. */
  | { readonly kind: "store"; readonly path: string };

/**
 * Reads `MLFLOW_TRACKING_URI`, as MLflow does: an address, `databricks`, a database by SQLAlchemy's URL, or a
 * folder. A name and a password in it are not kept.
 *
 * @returns null where it names nothing
 * @example parseTrackingUri("sqlite:///mlflow.db", "/srv/churn") // { kind: "store", path: "mlflow.db" }
 * @example parseTrackingUri("https://me:pw@mlflow.example.org/", cwd) // { kind: "server", name: "mlflow.example.org" }
 */
export function parseTrackingUri(uri: string | undefined, cwd: string): Tracking | null {
  const text = uri?.trim() ?? "";
  if (text === "") return null;
  const scheme = /^([a-z][a-z\d]+)(?:\+[a-z\d]+)?:/i.exec(text)?.[1]?.toLowerCase() ?? "";
  if (scheme === "sqlite")
    return storeAt(text.replace(/^[^:]+/, "sqlite").replace(/\?.*/s, ""), cwd);
  if (scheme === "file" || (scheme === "" && text !== "databricks")) return storeAt(text, cwd);
  const name = URL.canParse(text) ? new URL(text).host : "";
  return { kind: "server", name: name === "" ? scheme || text : name };
}

function storeAt(uri: string, cwd: string): Tracking {
  const path = storePath(uri);
  if (!isAbsolute(path)) return { kind: "store", path };
  const within = relative(cwd, path);
  const isOutside = within === ".." || within.startsWith(`..${sep}`) || isAbsolute(within);
  return { kind: "store", path: isOutside || within === "" ? path : within.split(sep).join("/") };
}
