import { type Question, ServerProblem, type ServerReader } from "../../../trust/server-reader.ts";
import { parseAnswer } from "../../servers/json-answer.ts";
import { type Fields, readFields, readList, unlikeMlflow } from "./rest-values.ts";

/** A search whose results come in pages. */
export interface Search {
  readonly path: string;
  /** The key of the results. */
  readonly results: string;
  readonly method: "GET" | "POST";
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Results of a page. */
  readonly pageSize: number;
}

/** Asks a tracking server by MLflow's REST API, of 2.0 or later. */
export class MlflowClient {
  readonly #reader: ServerReader;

  constructor(reader: ServerReader) {
    this.#reader = reader;
  }

  /** @throws ServerProblem */
  async ask(question: Question): Promise<Fields> {
    return readFields(parseAnswer(await this.#reader.read(question), "MLflow"), "the answer");
  }

  /**
   * The results of a search, page by page. A page that is too large is requested in smaller parts.
   *
   * @throws ServerProblem, also where pages have no end
   */
  async *pages(search: Search): AsyncGenerator<readonly unknown[]> {
    const seen = new Set<string>();
    let size = search.pageSize;
    let token: string | null = null;
    for (;;) {
      let answer: Fields;
      try {
        answer = await this.ask(nextPage(search, size, token));
      } catch (error) {
        if (!(error instanceof ServerProblem && error.isTooLarge) || size <= SMALLEST_PAGE)
          throw error;
        size = Math.ceil(size / 10);
        continue;
      }
      const results = readList(answer, search.results);
      const next = answer.next_page_token;
      token = typeof next === "string" && next !== "" ? next : null;
      if (token !== null && (seen.has(token) || results.length === 0))
        throw unlikeMlflow("its pages have no end");
      if (token !== null) seen.add(token);
      yield results;
      if (token === null) return;
    }
  }

  /** All results of a search. */
  async all(search: Search): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const page of this.pages(search)) for (const each of page) found.push(each);
    return found;
  }
}

const SMALLEST_PAGE = 10;

function nextPage(
  { path, method, parameters = {} }: Search,
  size: number,
  token: string | null,
): Question {
  const asked = {
    ...parameters,
    max_results: size,
    ...(token !== null && { page_token: token }),
  };
  if (method === "POST") return { path, body: asked };
  return {
    path,
    query: Object.entries(asked).map(([key, value]) => [key, String(value)] as const),
  };
}
