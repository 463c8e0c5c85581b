import { type MessagePort, workerData } from "node:worker_threads";

// The script of another thread: it receives its task, and loads no more than that needs.
const { task, port } = workerData as { task: "list" | "count"; port: MessagePort };
if (task === "list")
  void import("./directory-reader.ts").then((lister) => lister.serveListings(port));
else void import("./counter.ts").then((counter) => counter.serveCounts(port));
