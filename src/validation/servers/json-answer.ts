import { ServerProblem } from "../../trust/server-reader.ts";
import { parseJson } from "../files/json.ts";

/**
 * Parses the JSON of an answer, in which Python may have written NaN.
 *
 * @param program that should have answered: `MLflow`
 * @throws ServerProblem where it is something else
 */
export function parseAnswer(text: string, program: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (/^\s*</.test(text.slice(0, 100))) {
      throw new ServerProblem("answers with a web page: check the address");
    }
    try {
      return parseJson(text);
    } catch (cause) {
      throw new ServerProblem(`does not answer as ${program} does: no JSON`, { cause });
    }
  }
}
