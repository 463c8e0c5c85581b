/**
 * Has something cleaned up when the process is interrupted (Ctrl-C) or told to end, before it ends by
 * that signal, as a shell expects.
 *
 * @param cleanUp quick; for a promise that it returns the process waits some seconds, or until it is
 * interrupted again
 * @returns what takes it back
 */
export function onInterrupt(cleanUp: CleanUp): () => void {
  if (cleanUps.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  cleanUps.add(cleanUp);
  return () => {
    cleanUps.delete(cleanUp);
    if (cleanUps.size === 0) release();
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Its result matters only if it is a promise. */
type CleanUp = () => unknown;
const cleanUps = new Set<CleanUp>();
const WAIT_MS = 3000;

function end(signal: NodeJS.Signals): void {
  const waiting = [...cleanUps]
    .map((cleanUp) => cleanUp())
    .filter((result) => result instanceof Promise);
  cleanUps.clear();
  release();
  const kill = () => process.kill(process.pid, signal);
  if (waiting.length === 0) kill();
  else {
    setTimeout(kill, WAIT_MS);
    void Promise.allSettled(waiting).then(kill);
  }
}

function release(): void {
  for (const signal of SIGNALS) process.off(signal, end);
}
