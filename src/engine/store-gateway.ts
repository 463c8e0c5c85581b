import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { readText, TooLargeError } from "../trust/read-text.ts";
import { EngineProblem } from "./engine.ts";
import type { StoreClient } from "./store-client.ts";
import type { StoreRequest } from "./store-protocol.ts";

/** A part of a bucket: the objects whose keys begin so. */
export interface StoreRoot {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Stands between DuckDB, which it answers as S3 does, and an object store. DuckDB follows redirects, takes any answer for an empty list, and waits
 * as long as a server sends something: so it is given an address of this process instead, on loopback, with a key
 * for this run. A request that reads below the roots is passed on; DuckDB does not know the user's key.
 */
export class StoreGateway {
  /** By which DuckDB is known from other programs of this machine. */
  readonly keyId: string = randomBytes(16).toString("hex");
  readonly #client: StoreClient;
  readonly #roots: readonly StoreRoot[];
  readonly #server: Server;
  #problem: EngineProblem | null = null;
  #missing: EngineProblem | null = null;
  #pages = 0;

  constructor(client: StoreClient, roots: readonly StoreRoot[]) {
    this.#client = client;
    this.#roots = roots;
    this.#server = createServer((asked, answer) => void this.#answer(asked, answer));
  }

  /** @returns host and port */
  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /**
   * The first thing that went wrong since this was last asked, and the last object that was not there, of which a
   * table may do without some.
   */
  takeProblems(): { problem: EngineProblem | null; missing: EngineProblem | null } {
    const taken = { problem: this.#problem, missing: this.#missing };
    this.#problem = null;
    this.#missing = null;
    return taken;
  }

  close(): void {
    this.#client.stop();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    try {
      if (!(asked.headers.authorization ?? "").includes(` Credential=${this.keyId}/`)) {
        answer.writeHead(403).end();
        return;
      }
      await this.#pass(this.#read(asked), answer);
    } catch (error) {
      const isLeft = answer.destroyed && !this.#client.isStopped;
      if (!isLeft) this.#problem ??= error instanceof EngineProblem ? error : this.#fault(error);
      // Whoever asks does not ask again after 400.
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(400).end();
    }
  }

  #fault(cause: unknown): EngineProblem {
    if (this.#client.isStopped) return this.#client.problem("took too long", { isStopped: true });
    const what = cause instanceof TooLargeError ? cause.message : "breaks off its answer";
    return this.#client.problem(what, { cause });
  }

  /** @throws EngineProblem where the request is not one that reads below the roots */
  #read({ method, url = "", headers }: IncomingMessage): StoreRequest {
    const [path = "", search = ""] = url.split("?", 2);
    const place = decodeURIComponent(path).replace(/^\/|\/$/g, "");
    const parameters = new URLSearchParams(search);
    const [bucket = ""] = place.split("/", 1);
    const prefix = parameters.get("prefix") ?? "";
    const key = place === bucket ? prefix : place.slice(bucket.length + 1);
    const isRead = method === "GET" || method === "HEAD";
    const isInside = this.#roots.some(
      (root) => root.bucket === bucket && key.startsWith(root.prefix),
    );
    if (!isRead || !isInside || key.split("/").includes("..")) {
      throw new EngineProblem(`the table names ${place}, which is outside of its address`);
    }
    if (place === bucket && ++this.#pages > MOST_PAGES) {
      throw this.#client.problem("lists more than a million objects");
    }
    return {
      method,
      path: place,
      parameters: place === bucket ? parameters : new URLSearchParams(),
      range: headers.range,
    };
  }

  async #pass(asked: StoreRequest, answer: ServerResponse): Promise<void> {
    const left = new AbortController();
    answer.on("close", () => left.abort());
    const found = await this.#client.send(asked, left.signal);
    if (!found.ok) await this.#refuse(asked, found, answer);
    else if (!asked.path.includes("/")) await this.#passList(asked, found, answer);
    else await this.#passObject(asked, found, answer, left);
  }

  async #refuse(asked: StoreRequest, found: Response, answer: ServerResponse): Promise<void> {
    const text = await readText(found, MOST_LIST).catch(() => "");
    // Azure also names it in a header, which an answer to HEAD has as well.
    const named = found.headers.get("x-ms-error-code") ?? "";
    const code =
      /^\w{1,60}$/.exec(named)?.[0] ?? /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1] ?? null;
    const { status } = found;
    const problem = this.#client.problem(this.#client.explain(asked, status, code));
    if (this.#client.protocol.isMissing(status, code)) this.#missing = problem;
    else this.#problem ??= problem;
    answer.writeHead(status >= 400 && status < 500 ? status : 400).end();
  }

  async #passList(asked: StoreRequest, found: Response, answer: ServerResponse): Promise<void> {
    const { kind, readList } = this.#client.protocol;
    const text = await readList(await readText(found, MOST_LIST), asked);
    if (text === null) throw this.#client.problem(`does not list ${asked.path} as ${kind} does`);
    // DuckDB would take what follows for settings, and one of them is the server.
    if (/<Key>[^<]*(?:\?|%3f)/i.test(text)) {
      throw new EngineProblem("an object there has a ? in its name, which DuckDB cannot read");
    }
    answer.writeHead(200, { "content-type": "application/xml" }).end(text);
  }

  async #passObject(
    { method, path, range }: StoreRequest,
    found: Response,
    answer: ServerResponse,
    left: AbortController,
  ): Promise<void> {
    const length = found.headers.get("content-length");
    const most = range === undefined ? MOST_BYTES : countBytes(range);
    const isRange = range === undefined || found.status === 206;
    if (length === null || (method === "GET" && !(isRange && Number(length) <= most))) {
      throw this.#client.problem(`sends more of ${path} than it was asked for`);
    }
    if (method === "GET" && isCut(range, Number(length), found.headers.get("content-range"))) {
      throw this.#client.problem(`sends less of ${path} than it was asked for`);
    }
    const kept = KEPT.flatMap((name) => {
      const value = found.headers.get(name);
      return value === null ? [] : [[name, value] as const];
    });
    answer.writeHead(found.status, Object.fromEntries(kept));
    if (method === "HEAD" || found.body === null) {
      answer.end();
      return;
    }
    let isSilent = false;
    const timer = setTimeout(() => {
      isSilent = true;
      left.abort();
    }, this.#client.silenceMs);
    try {
      for await (const chunk of found.body) {
        timer.refresh();
        if (!answer.write(chunk)) await once(answer, "drain", { signal: left.signal });
      }
      answer.end();
    } catch (error) {
      throw isSilent ? this.#client.problem(this.#client.sayingSilent()) : error;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Of a thousand objects each. */
const MOST_PAGES = 1000;
const MOST_LIST = 16 << 20;
/** Of an object that is read as a whole, as the description of a table is. */
const MOST_BYTES = 1 << 30;
const KEPT = [
  "content-length",
  "content-range",
  "content-type",
  "etag",
  "last-modified",
  "accept-ranges",
];

/** @example countBytes("bytes=0-99") // 100 */
function countBytes(range: string): number {
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from === "") return Number(to);
  return to === "" ? MOST_BYTES : Number(to) - Number(from) + 1;
}

/** Whether a part of an object ends before the end of the range, and of the object. */
function isCut(range: string | undefined, length: number, said: string | null): boolean {
  const [, from = ""] = /^bytes=(\d+)-\d+$/.exec(range ?? "") ?? [];
  if (range === undefined || from === "" || length >= countBytes(range)) return false;
  return !(said ?? "").endsWith(`/${Number(from) + length}`);
}
