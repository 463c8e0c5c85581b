import { type MessagePort, workerData } from "node:worker_threads";

// What another thread runs: it is handed its task, and loads no more than that takes.
const { task, port } = workerData as { task: "list" | "count"; port: MessagePort };
if (task === "list") (await import("./lister.ts")).serveListings(port);
else (await import("./counter.ts")).serveCounts(port);
