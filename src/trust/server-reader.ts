import { setTimeout as sleep } from "node:timers/promises";
import { describeFault } from "./connection-fault.ts";
import { readText, TooLargeError } from "./read-text.ts";
import { type NamedServer, request } from "./server.ts";

/** How much a server may cost. */
export interface AskLimits {
  /** For one answer, with its text. */
  readonly answerMs: number;
  /** From the first request to the last answer. */
  readonly totalMs: number;
  /** Characters of one answer. */
  readonly mostCharacters: number;
  /** Characters of all answers. */
  readonly totalCharacters: number;
  /** Before a request is repeated; each entry is a repetition. */
  readonly pausesMs: readonly number[];
}

export const ASK_LIMITS: AskLimits = {
  answerMs: 60_000,
  totalMs: 600_000,
  mostCharacters: 64 << 20,
  totalCharacters: 1 << 30,
  pausesMs: [200, 1000, 4000],
};

/** Why a server cannot be read: a clause about it, without its address. */
export class ServerProblem extends Error {
  override readonly name = "ServerProblem";
  /** The status of its answer; null if it gave no answer. */
  readonly status: number | null;
  /** Whether one answer was larger than is read: a smaller page may be read. */
  readonly isTooLarge: boolean;

  constructor(
    message: string,
    { status = null, isTooLarge = false, cause }: Partial<ServerProblem> = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.isTooLarge = isTooLarge;
  }
}

/** A question to a server. */
export interface Question {
  /** Below the server's address. */
  readonly path: string;
  readonly query?: readonly (readonly [string, string])[];
  /** Posted as JSON; without it the question is a GET. */
  readonly body?: unknown;
}

/**
 * Reads from a server, within limits. Questions only read, so each is repeated where that can help: after a broken
 * connection, and after an answer of 408, 429 or 5xx.
 */
export class ServerReader {
  readonly #server: NamedServer;
  readonly #limits: AskLimits;
  readonly #secrets: string;
  #deadline = 0;
  #characters = 0;

  /** @param secrets the variables of its secrets, as advice names them */
  constructor(server: NamedServer, secrets: string, limits: Partial<AskLimits> = {}) {
    this.#server = server;
    this.#secrets = secrets;
    this.#limits = { ...ASK_LIMITS, ...limits };
  }

  /**
   * @returns the text of the answer
   * @throws ServerProblem
   */
  async read(question: Question): Promise<string> {
    const { totalMs, answerMs, pausesMs } = this.#limits;
    if (this.#deadline === 0) this.#deadline = performance.now() + totalMs;
    for (let attempt = 0; ; attempt++) {
      const left = this.#deadline - performance.now();
      if (left <= 0) throw this.#late();
      const timeoutMs = Math.ceil(Math.min(left, answerMs));
      const pause = pausesMs[attempt];
      try {
        const response = await this.#request(question, timeoutMs);
        if (response.ok) return await this.#text(response);
        const problem = await this.#refused(response);
        if (pause === undefined || !isWorthRepeating(response.status)) throw problem;
      } catch (error) {
        if (error instanceof ServerProblem) throw error;
        if (performance.now() >= this.#deadline) throw this.#late();
        const fault = describeFault(error, timeoutMs);
        if (fault === null) throw error;
        // A server that is silent for a minute is not asked for four.
        const isFinal = error instanceof TooLargeError || (error as Error).name === "TimeoutError";
        if (pause === undefined || isFinal) throw this.#problem(fault, error);
      }
      await sleep(Math.min(pause, Math.max(0, this.#deadline - performance.now())));
    }
  }

  #request({ path, query = [], body }: Question, timeoutMs: number): Promise<Response> {
    const place = new URL(this.#server.address);
    place.pathname = `${place.pathname.replace(/(?<!\/)\/+$/, "")}/${path}`;
    place.search = String(
      new URLSearchParams(query.map(([key, value]): [string, string] => [key, value])),
    );
    place.hash = "";
    const signal = AbortSignal.timeout(timeoutMs);
    if (body === undefined) return request(place, [this.#server], { method: "GET", signal });
    const headers = { "content-type": "application/json" };
    return request(place, [this.#server], {
      method: "POST",
      body: JSON.stringify(body),
      signal,
      headers,
    });
  }

  async #text(response: Response): Promise<string> {
    const { mostCharacters, totalCharacters } = this.#limits;
    const left = totalCharacters - this.#characters;
    try {
      const text = await readText(response, Math.min(mostCharacters, left));
      this.#characters += text.length;
      return text;
    } catch (error) {
      if (!(error instanceof TooLargeError)) throw error;
      if (left <= mostCharacters) {
        throw new ServerProblem(`sends more than ${totalCharacters >> 20} MB in all`);
      }
      this.#characters += mostCharacters;
      throw error;
    }
  }

  async #refused(response: Response): Promise<ServerProblem> {
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      return new ServerProblem(`answers ${status}, a redirect, not followed: check the address`, {
        status,
      });
    }
    const said = await describeError(response);
    if (status !== 401 && status !== 403) {
      return new ServerProblem(`answers ${status}${said}`, { status });
    }
    const what =
      this.#server.authorization === null ? "asks for credentials" : "rejected the credentials";
    const next = this.#server.authorization === null ? "set" : "check";
    return new ServerProblem(`${what} (${status}): ${next} ${this.#secrets}`, { status });
  }

  #problem(fault: string, cause: unknown): ServerProblem {
    return new ServerProblem(fault, { cause, isTooLarge: cause instanceof TooLargeError });
  }

  #late(): ServerProblem {
    return new ServerProblem(
      `takes longer than ${Number((this.#limits.totalMs / 60_000).toPrecision(3))} min in all`,
    );
  }
}

function isWorthRepeating(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** The code of an error, as `: RESOURCE_DOES_NOT_EXIST`; empty if the answer has none. */
async function describeError(response: Response): Promise<string> {
  try {
    const { error_code: code, error } = JSON.parse(await readText(response, MOST_OF_ERROR));
    const said = [code, error].find((text) => typeof text === "string" && text !== "");
    return said === undefined ? "" : `: ${said.replace(/\s+/g, " ").slice(0, 200)}`;
  } catch {
    return "";
  }
}

const MOST_OF_ERROR = 1 << 16;
