import { UserError } from "../errors.ts";
import { oneLine } from "../render/escape.ts";
import { commandLine, type Entry } from "./entry.ts";
import { cronText } from "./run-times.ts";
import { yamlText } from "./yaml-text.ts";

/** A CronJob whose pod sees the project and the program where they lie on its node. */
export function renderKubernetes(entry: Entry): string {
  for (const path of [entry.cwd, entry.packageDirectory]) {
    if (path.includes(":")) {
      throw new UserError(`${oneLine(path)}: Kubernetes mounts no path with a colon`, {
        hint: "rename it",
      });
    }
  }
  const name = `retrain-plan-${entry.name}`.slice(0, 52).replace(/(?<!-)-+$/, "");
  const words = commandLine({ ...entry, node: "/usr/local/bin/node" });
  const container = {
    name: "retrain-plan",
    image: "node:22-slim",
    // $(NAME) would be a variable, and $$ is one dollar sign.
    command: words.map((word) => word.replaceAll("$", "$$$$")),
    env: [
      {
        name: "RETRAIN_PLAN_NOTIFY_URL",
        valueFrom: { secretKeyRef: { name, key: "notify-url", optional: true } },
      },
    ],
    volumeMounts: [
      { name: "project", mountPath: entry.cwd },
      { name: "program", mountPath: entry.packageDirectory, readOnly: true },
    ],
  };
  const job = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name },
    spec: {
      schedule: cronText(entry.times),
      timeZone: entry.zone,
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 3600,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          template: {
            spec: {
              restartPolicy: "Never",
              containers: [container],
              volumes: [
                { name: "project", hostPath: { path: entry.cwd, type: "Directory" } },
                { name: "program", hostPath: { path: entry.packageDirectory, type: "Directory" } },
              ],
            },
          },
        },
      },
    },
  };
  return [
    `# The retraining plan of ${oneLine(entry.title)}. Apply it: kubectl apply -f THIS-FILE`,
    "# The paths are those of the node; of a larger cluster, put persistentVolumeClaims for hostPaths.",
    "# It is told where by: kubectl create secret generic NAME --from-literal notify-url=https://…",
    yamlText(job),
  ].join("\n");
}
