import { type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { type Listing, listDirectory } from "./directory-entries.ts";

/** Lists directories on another thread, while this one lists others. */
export interface Lister {
  /** How many directories were asked for and have not come back. */
  readonly awaited: number;
  ask(id: number, directory: string): void;
  /** A listing that is ready; undefined where none is. Does not wait. */
  take(): { id: number; listing: Listing } | undefined;
  stop(): void;
}

/** An unreadable directory has no listing: the caller lists it again, and gets the error. */
type Answer = { id: number; listing: Listing | null };

/** Starts a lister. It takes some 40 ms until its first answer. */
export function startLister(worker: URL): Lister {
  const { port1: here, port2: there } = new MessageChannel();
  const thread = new Worker(worker, {
    workerData: { task: "list", port: there },
    transferList: [there],
    // Directories that the lister has not answered when all else is done are listed here: ending it costs time.
  });
  thread.on("error", () => {});
  thread.unref();
  let awaited = 0;
  return {
    get awaited() {
      return awaited;
    },
    ask(id, directory) {
      awaited++;
      here.postMessage({ id, directory });
    },
    take() {
      for (;;) {
        const answer = receiveMessageOnPort(here)?.message as Answer | undefined;
        if (answer === undefined) return undefined;
        awaited--;
        if (answer.listing !== null) return { id: answer.id, listing: answer.listing };
      }
    },
    stop() {
      here.close();
      void thread.terminate();
    },
  };
}

/** The other end: answers until the thread is stopped. */
export function serveListings(port: MessagePort): void {
  port.on("message", ({ id, directory }: { id: number; directory: string }) => {
    let listing: Listing | null = null;
    try {
      listing = listDirectory(directory);
    } catch {}
    const { names, kinds, numbers } = listing ?? {};
    const moved = [names, kinds, numbers].flatMap((array) => array?.buffer ?? []);
    port.postMessage({ id, listing } satisfies Answer, moved);
  });
}
