import { type MessagePort, workerData } from "node:worker_threads";

// What another thread runs: it is handed its task, and loads no more than that takes.
const { task, port } = workerData as { task: "list" | "count"; port: MessagePort };
if (task === "list")
  void import("./directory-reader.ts").then((lister) => lister.serveListings(port));
else void import("./counter.ts").then((counter) => counter.serveCounts(port));
