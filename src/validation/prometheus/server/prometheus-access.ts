import { compactJson } from "../../../text/json-text.ts";
import { ServerProblem, type ServerReader } from "../../../trust/server-reader.ts";
import {
  type AccessOptions,
  openServer,
  type StoredAnswer,
  type Watcher,
} from "../../servers/server-access.ts";
import { shownAddress } from "../../servers/shown-address.ts";
import type { QueryRange } from "../query-range.ts";
import { askRange, isOfQuery, type RangeAnswer } from "./ask-range.ts";

/** A question to a server. */
export interface RangeQuestion {
  /** How the answer is called: a metric, or `ALERTS`. */
  readonly name: string;
  readonly query: string;
  readonly range: QueryRange;
}

/** The questions to one server, and its answers. */
interface Conversation {
  readonly reader: ServerReader;
  readonly answers: { readonly question: RangeQuestion; readonly answer: RangeAnswer }[];
  /** How many more are read. */
  pointsLeft: number;
}

/** Of all answers of a server: of more points those in memory take gigabytes. */
const MOST_POINTS = 500_000;

/**
 * The Prometheus servers that a run may ask. A question is asked once, however many ask it, so that all that a plan
 * says is of one time.
 */
export class PrometheusAccess {
  readonly #options: AccessOptions;
  readonly #asked = new Map<string, Promise<RangeAnswer>>();
  /** By address: its limits are those of all that is read from it. */
  readonly #conversations = new Map<string, Conversation>();
  /** The servers that failed, which are not asked again: each would be waited for once more. */
  readonly #failures = new Map<string, ServerProblem>();

  constructor(options: AccessOptions) {
    this.#options = options;
  }

  /**
   * @param url whoever names it
   * @throws ServerProblem where it cannot be read, or may not be contacted
   */
  ask(url: string, question: RangeQuestion): Promise<RangeAnswer> {
    const path = shownAddress(url);
    const { query, range } = question;
    const key = JSON.stringify([path, query, range]);
    const known = this.#asked.get(key);
    const answer = known ?? this.#ask(url, path, question);
    this.#asked.set(key, answer);
    return answer;
  }

  /** All that was read, to be kept with a plan: a file for each server. */
  stored(): readonly StoredAnswer[] {
    return [...this.#conversations]
      .filter(([, { answers }]) => answers.length > 0)
      .map(([server, { answers }], index) => ({
        name: `evidence/prometheus${index === 0 ? "" : `-${index + 1}`}.json`,
        server,
        text: serialize(server, answers),
      }));
  }

  async #ask(url: string, path: string, question: RangeQuestion): Promise<RangeAnswer> {
    const failure = this.#failures.get(path);
    if (failure !== undefined) throw failure;
    let watcher: Watcher | undefined;
    try {
      const conversation = this.#converse(url, path);
      watcher = this.#options.watch?.(path);
      let read = 0;
      const { reader, answers, pointsLeft } = conversation;
      const answer = await askRange(reader, question.query, question.range, pointsLeft, (count) => {
        read += count;
        watcher?.update(read);
      });
      const points = answer.series.reduce((sum, { values }) => sum + values.length, 0);
      conversation.pointsLeft -= points;
      answers.push({ question, answer });
      return answer;
    } catch (error) {
      if (error instanceof ServerProblem && !isOfQuery(error)) this.#failures.set(path, error);
      throw error;
    } finally {
      watcher?.end();
    }
  }

  #converse(url: string, path: string): Conversation {
    const known = this.#conversations.get(path);
    if (known !== undefined) return known;
    const reader = openServer(url, this.#options, VARIABLES);
    const conversation = { reader, answers: [], pointsLeft: MOST_POINTS };
    this.#conversations.set(path, conversation);
    return conversation;
  }
}

/** No server may be asked. */
export const NO_PROMETHEUS: PrometheusAccess = new PrometheusAccess({ server: () => null });

const VARIABLES = {
  address: "PROMETHEUS_URL",
  secrets: "PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD",
};

/** As JSON, a line for each series. */
function serialize(server: string, answers: Conversation["answers"]): string {
  const parts = answers.map(({ question: { name, query, range }, answer }) => {
    const { series, warnings, infos } = answer;
    const about = compactJson({ name, query, ...range, warnings, infos }).slice(0, -1);
    const lines = series.map((each) => `      ${compactJson(each)}`);
    const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n    ]`;
    return `    ${about},"series":${list}}`;
  });
  return `{\n  "server": ${compactJson(server)},\n  "queries": [\n${parts.join(",\n")}\n  ]\n}\n`;
}
