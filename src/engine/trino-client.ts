import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors.ts";
import { describeFault } from "../trust/connection-fault.ts";
import { readText, TooLargeError } from "../trust/read-text.ts";
import { type NamedServer, request } from "../trust/server.ts";
import { EngineProblem } from "./engine.ts";
import type { TableColumn } from "./table-engine.ts";
import {
  type Page,
  pageSchema,
  type QueryProgress,
  type QueryResult,
  TrinoError,
} from "./trino-query.ts";

export interface TrinoOptions {
  /** Where the server is; `v1/statement` is below it. */
  readonly url: URL;
  /** Those that the user has named: no other is contacted. */
  readonly servers: readonly NamedServer[];
  readonly user: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
  /** Of one query, with its repetitions. */
  readonly timeoutMs: number;
  readonly onProgress?: ((progress: QueryProgress) => void) | undefined;
  /** Before a query is repeated; each entry is a repetition. */
  readonly pausesMs?: readonly number[];
}

/**
 * Asks a Trino server over its HTTP protocol: the query is posted, and its rows are in the pages to which each
 * answer leads. A page that a gateway could not deliver is requested again; a query that failed on the server is
 * repeated, unless the query itself is at fault.
 */
export class TrinoClient {
  /** Scheme and host, as messages name it. */
  readonly server: string;
  readonly #options: TrinoOptions;
  /** Ends requests when the client is stopped. */
  readonly #abort = new AbortController();
  /** Where the running query is cancelled. */
  #running: URL | null = null;
  #isInterrupted = false;

  constructor(options: TrinoOptions) {
    this.#options = options;
    this.server = options.url.origin;
  }

  /**
   * @param linesBefore of the query, which are not the user's: positions in errors are counted behind them
   * @throws EngineProblem with one clause
   */
  async query(sql: string, linesBefore = 0): Promise<QueryResult> {
    const { timeoutMs, pausesMs = PAUSES_MS } = this.#options;
    const deadline = performance.now() + timeoutMs;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#ask(sql, deadline);
      } catch (error) {
        if (!(error instanceof TrinoError)) throw error;
        const pause = error.isTransient ? pausesMs[attempt] : undefined;
        if (pause === undefined || performance.now() + pause > deadline)
          throw this.#failed(error, linesBefore);
        await sleep(pause);
        if (this.#abort.signal.aborted) throw this.#stopped();
      }
    }
  }

  /** Ends the query that runs, here and on the server, and refuses others. */
  stop(): void {
    this.#abort.abort();
  }

  /**
   * Cancels the query that runs on the server, as the process is about to end: whoever waits for the query
   * waits on, and says nothing more.
   */
  async interrupt(): Promise<void> {
    this.#isInterrupted = true;
    await this.#cancel();
  }

  async #ask(sql: string, deadline: number): Promise<QueryResult> {
    const rows: (readonly unknown[])[] = [];
    let columns: readonly TableColumn[] = [];
    let [nodes, cpuMs, size] = [0, 0, 0];
    let isDone = false;
    try {
      let next: URL | null = this.#place("v1/statement");
      let body: string | null = sql;
      while (next !== null) {
        const text: string = await this.#send(next, body, deadline);
        body = null;
        size += text.length;
        if (size > MOST_CHARACTERS)
          throw this.#problem(`sends more than ${MOST_CHARACTERS >> 20} MB`);
        const page = this.#parse(text);
        next = page.nextUri === undefined ? null : this.#check(page.nextUri);
        this.#running = next;
        isDone = next === null;
        if (page.error !== undefined) throw new TrinoError(page.error);
        columns = page.columns ?? columns;
        for (const row of page.data ?? []) rows.push(row);
        nodes = Math.max(nodes, page.stats?.nodes ?? 0);
        cpuMs = page.stats?.cpuTimeMillis ?? cpuMs;
        this.#report(page);
      }
      return { columns, rows, nodes, cpuMs };
    } finally {
      if (!isDone && !this.#isInterrupted) await this.#cancel();
      this.#running = null;
    }
  }

  #report({ stats = {} }: Page): void {
    const { state = "", nodes = 0, processedRows = 0 } = stats;
    const { completedSplits = 0, totalSplits = 0 } = stats;
    const splits = { completedSplits, totalSplits };
    this.#options.onProgress?.({ state, ...splits, rows: processedRows, nodes });
  }

  /** @returns the text of a page, from whichever attempt delivers it */
  async #send(place: URL, body: string | null, deadline: number): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      if (this.#isInterrupted) await new Promise(() => {});
      if (this.#abort.signal.aborted) throw this.#stopped();
      const left = deadline - performance.now();
      if (left <= 0) throw this.#late();
      const isLast = attempt >= REPEATS;
      try {
        const response = await this.#request(place, body, Math.min(left, ANSWER_MS));
        if (response.ok) return await readText(response, MOST_CHARACTERS);
        await response.body?.cancel();
        if (isLast || !AGAIN.includes(response.status)) throw this.#refused(response, body);
      } catch (error) {
        if (this.#isInterrupted) continue;
        if (this.#abort.signal.aborted) throw this.#stopped();
        if (error instanceof EngineProblem || error instanceof TrinoError) throw error;
        if (error instanceof UserError) throw new EngineProblem(error.message, { cause: error });
        if (performance.now() >= deadline) throw this.#late();
        const fault = describeFault(error, ANSWER_MS);
        if (fault === null) throw error;
        if (isLast || error instanceof TooLargeError) throw this.#problem(fault);
      }
      await sleep(PAUSE_MS * 2 ** attempt);
    }
  }

  #request(place: URL, body: string | null, timeoutMs: number): Promise<Response> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(Math.ceil(timeoutMs))]);
    const method = body === null ? "GET" : "POST";
    const init = { method, signal, headers: this.#headers() };
    return request(place, this.#options.servers, body === null ? init : { ...init, body });
  }

  #headers(): Record<string, string> {
    const { user, catalog, schema } = this.#options;
    return {
      "x-trino-user": encodeHeader(user),
      "x-trino-source": "retrain-plan",
      // Times that have no zone are compared as they are written.
      "x-trino-time-zone": "UTC",
      // Without it, times are cut to milliseconds.
      "x-trino-client-capabilities": "PARAMETRIC_DATETIME",
      ...(catalog !== undefined && { "x-trino-catalog": encodeHeader(catalog) }),
      ...(schema !== undefined && { "x-trino-schema": encodeHeader(schema) }),
    };
  }

  /** A server may lead to pages of its own alone. */
  #check(nextUri: string): URL {
    const next = URL.canParse(nextUri) ? new URL(nextUri) : null;
    if (next?.origin === this.server) return next;
    if (next === null) throw this.#problem("sent a page address that is not a URL");
    throw this.#problem(
      `sent a page address on ${next.protocol}//${next.host}, which is not contacted`,
    );
  }

  #parse(text: string): Page {
    try {
      return pageSchema.parse(JSON.parse(text));
    } catch (cause) {
      throw this.#problem("does not answer as Trino does", cause);
    }
  }

  async #cancel(): Promise<void> {
    const place = this.#running;
    if (place === null) return;
    try {
      const signal = AbortSignal.timeout(CANCEL_MS);
      const init = { method: "DELETE", signal, headers: this.#headers() };
      await (await request(place, this.#options.servers, init)).body?.cancel();
    } catch {
      // The server gives up a query whose rows are not fetched.
    }
  }

  #place(path: string): URL {
    const place = new URL(this.#options.url);
    place.pathname = `${place.pathname.replace(/(?<!\/)\/+$/, "")}/${path}`;
    return place;
  }

  #refused({ status }: Response, body: string | null): Error {
    const { user } = this.#options;
    if (status === 401 || status === 403) {
      return this.#problem(
        `rejected the user ${user} (${status}): check TRINO_PASSWORD or TRINO_TOKEN`,
      );
    }
    if (status >= 300 && status < 400)
      return this.#problem(`answers ${status}, a redirect, not followed`);
    // A coordinator that has started anew knows no query of before.
    if (body === null && (status === 404 || status === 410)) {
      return new TrinoError({
        errorName: "QUERY_GONE",
        errorType: "EXTERNAL",
        message: "the server has lost the query",
      });
    }
    return this.#problem(`answers ${status}`);
  }

  #failed({ errorName, position, message }: TrinoError, linesBefore: number): EngineProblem {
    const line = (position?.line ?? 0) - linesBefore;
    const at = position === null || line < 1 ? "" : ` at line ${line}:${position.column}`;
    return this.#problem(`reports ${errorName}${at}: ${message}`);
  }

  #late(): EngineProblem {
    const minutes = this.#options.timeoutMs / 60_000;
    return this.#problem(
      `took longer than ${Number(minutes.toPrecision(3))} min: raise \`engines.trino.timeout_minutes\``,
    );
  }

  #stopped(): EngineProblem {
    return new EngineProblem(`Trino at ${this.server} took too long`, { isStopped: true });
  }

  #problem(what: string, cause?: unknown): EngineProblem {
    return new EngineProblem(`Trino at ${this.server} ${what}`, { cause });
  }
}

/** Until a lost worker is known to be lost. */
const PAUSES_MS = [1000, 5000, 15_000];
/** Of one page; the server answers after a second or so, whether it has rows or not. */
const ANSWER_MS = 60_000;
const CANCEL_MS = 3000;
const REPEATS = 4;
const PAUSE_MS = 100;
const AGAIN = [429, 502, 503, 504];
/** All answers to one query: the program asks for counts, and not for rows. */
const MOST_CHARACTERS = 256 << 20;

/** Headers are ASCII. */
function encodeHeader(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text);
}
