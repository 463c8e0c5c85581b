import { setTimeout as sleep } from "node:timers/promises";
import { type NamedServer, request } from "../trust/server.ts";

/** The message about a run. Keys are as they are posted. */
export interface Notice {
  readonly event: "start" | "success" | "fail";
  readonly run_id: string;
  readonly model: string | null;
  readonly exit_status: 0 | 1 | 2 | null;
  /** Why it failed; null where it did not. */
  readonly message: string | null;
  /** As the plan's JSON has it; null before there is one. */
  readonly decision: object | null;
  /** The document, relative to the project; null where none was written. */
  readonly plan_path: string | null;
}

export interface NotifierOptions {
  /** Told, on one line and without the address, what could not be told. */
  readonly complain: (text: string) => void;
  readonly attempts?: number;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  /** Before the second attempt; doubled before each later one. */
  readonly pauseMs?: number;
}

/**
 * Posts notices as JSON to a service that wants to be told, as healthchecks.io is: ADDRESS/start, ADDRESS,
 * ADDRESS/fail; one after the other. An answer of 408, 429 or 5xx and a broken connection are tried
 * again, other answers are not.
 *
 * @returns what posts a notice; it never throws
 */
export function openNotifier(
  server: NamedServer,
  { complain, attempts = 3, timeoutMs = 5000, pauseMs = 500 }: NotifierOptions,
): (notice: Notice) => Promise<void> {
  const { address } = server;
  let last = Promise.resolve();
  const tell = async (notice: Notice) => {
    let fault = "";
    for (let attempt = 0; attempt < attempts; attempt++) {
      if (attempt > 0) await sleep(pauseMs * 2 ** (attempt - 1));
      const answer = await post(webhookUrl(address, notice.event), server, notice, timeoutMs);
      if (answer.fault === null) return;
      fault = answer.fault;
      if (!answer.again) break;
    }
    complain(
      `${address.protocol}//${address.host}/… was not told of the ${notice.event}: ${fault}`,
    );
  };
  return (notice) => {
    last = last.then(() => tell(notice));
    return last;
  };
}

function webhookUrl(address: URL, event: Notice["event"]): URL {
  const place = new URL(address);
  if (event !== "success") place.pathname = `${place.pathname.replace(/\/$/, "")}/${event}`;
  return place;
}

async function post(
  place: URL,
  server: NamedServer,
  notice: Notice,
  timeoutMs: number,
): Promise<{ fault: string | null; again: boolean }> {
  try {
    const response = await request(place, [server], {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(notice),
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    const { status, ok } = response;
    const again = status === 408 || status === 429 || status >= 500;
    if (ok) return { fault: null, again };
    const moved = status >= 300 && status < 400;
    return { fault: `it answers ${status}${moved ? ", a redirect, not followed" : ""}`, again };
  } catch (error) {
    return { fault: describeFault(error, timeoutMs), again: true };
  }
}

/** Never fetch()'s own message, which may hold the address. */
function describeFault(error: unknown, timeoutMs: number): string {
  const { name, cause } = error as Error;
  if (name === "TimeoutError") return `no answer in ${timeoutMs / 1000} s`;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code === undefined ? "no connection" : `no connection (${code})`;
}
