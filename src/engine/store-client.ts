import { setTimeout as sleep } from "node:timers/promises";
import { type NamedServer, request } from "../trust/server.ts";
import { EngineProblem } from "./engine.ts";
import type { StoreProtocol, StoreRequest } from "./store-protocol.ts";

export interface StoreOptions {
  readonly protocol: StoreProtocol;
  /** The only server that is contacted. */
  readonly server: NamedServer;
  /** In milliseconds since 1970. */
  readonly now: () => number;
  /** Before a request is sent again; each entry is a repetition. */
  readonly pausesMs?: readonly number[];
  /** The longest time without an answer, and without a part of it. */
  readonly silenceMs?: number;
}

/** Asks one object store. It reads, and cannot write. */
export class StoreClient {
  readonly silenceMs: number;
  readonly #options: StoreOptions;
  readonly #abort = new AbortController();

  constructor(options: StoreOptions) {
    this.#options = options;
    this.silenceMs = options.silenceMs ?? SILENCE_MS;
  }

  get protocol(): StoreProtocol {
    return this.#options.protocol;
  }

  /** Scheme and host. */
  get server(): string {
    return this.#options.server.address.origin;
  }

  get isStopped(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Ends all requests, and refuses others. */
  stop(): void {
    this.#abort.abort();
  }

  /**
   * @param signal ends the request, even while its answer is read
   * @returns the answer, whatever its status
   * @throws EngineProblem where the server does not answer
   */
  async send(asked: StoreRequest, signal: AbortSignal): Promise<Response> {
    const { pausesMs = PAUSES_MS } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const pause = pausesMs[attempt];
      const silence = new AbortController();
      const timer = setTimeout(() => silence.abort(), this.silenceMs);
      try {
        const ends = [this.#abort.signal, signal, silence.signal];
        const answer = await this.#send(asked, AbortSignal.any(ends));
        if (pause === undefined || !AGAIN.includes(answer.status)) return answer;
        await answer.body?.cancel();
      } catch (error) {
        if (this.isStopped) throw this.problem("took too long", { isStopped: true });
        if (signal.aborted) throw error;
        if (silence.signal.aborted) throw this.problem(this.sayingSilent());
        if (pause === undefined) throw this.problem(describeFault(error), { cause: error });
      } finally {
        clearTimeout(timer);
      }
      await sleep(pause);
    }
  }

  /** Why an answer cannot be used, as one clause. */
  explain({ path }: StoreRequest, status: number, code: string | null): string {
    const said = `answers ${status}${code === null ? "" : ` (${code})`} for ${path}`;
    const isRedirect = status >= 300 && status < 400;
    const advice = this.protocol.advise(status, code);
    return `${said}${isRedirect ? ", a redirect, not followed" : ""}${advice === null ? "" : `: ${advice}`}`;
  }

  problem(what: string, options: ConstructorParameters<typeof EngineProblem>[1] = {}) {
    return new EngineProblem(`${this.protocol.name} at ${this.server} ${what}`, options);
  }

  sayingSilent(): string {
    return `does not answer in ${this.silenceMs / 1000} s`;
  }

  async #send(asked: StoreRequest, signal: AbortSignal): Promise<Response> {
    const { server, now } = this.#options;
    const { place, headers } = await this.protocol.compose(server.address, asked, now());
    const { method } = asked;
    const sent = { "accept-encoding": "identity", ...headers };
    return request(place, [server], { method, signal, headers: sent });
  }
}

const PAUSES_MS = [300, 1000, 3000];
const SILENCE_MS = 30_000;
const AGAIN = [429, 500, 502, 503, 504];

function describeFault(error: unknown): string {
  const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return code === undefined ? "cannot be reached" : `cannot be reached (${code})`;
}
