/**
 * Has something cleaned up when the process is interrupted (Ctrl-C) or told to end, before it ends by
 * that signal, as a shell expects.
 *
 * @param cleanUp quick and synchronous
 * @returns what takes it back
 */
export function onInterrupt(cleanUp: () => void): () => void {
  if (cleanUps.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  cleanUps.add(cleanUp);
  return () => {
    cleanUps.delete(cleanUp);
    if (cleanUps.size === 0) release();
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;
const cleanUps = new Set<() => void>();

function end(signal: NodeJS.Signals): void {
  for (const cleanUp of cleanUps) cleanUp();
  cleanUps.clear();
  release();
  process.kill(process.pid, signal);
}

function release(): void {
  for (const signal of SIGNALS) process.off(signal, end);
}
