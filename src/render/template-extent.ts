import Handlebars from "handlebars";
import { UserError } from "../errors.ts";
import { thousands } from "../text/quantity.ts";

/**
 * Sees that a template can be read in a second or two: Handlebars' parser takes the cube of the depth to
 * which blocks and calls lie within each other, and memory for each character. Its own lexer says what
 * they are, in one go.
 *
 * @param name how errors call it
 * @throws UserError, with the line
 */
export function checkExtent(name: string, text: string): void {
  if (text.length > MOST_CHARACTERS) {
    const most = thousands(MOST_CHARACTERS);
    throw new UserError(
      `${name}: ${thousands(text.length)} characters, of which ${most} are read`,
      {
        hint: "leave to #each what repeats",
      },
    );
  }
  // How many levels each open block has: an `else if` is a block within.
  const open: number[] = [];
  let depth = 0;
  for (const { token, line } of yieldTokens(text)) {
    if (OPENS.test(token)) {
      open.push(1);
      depth++;
    } else if (token === "OPEN_INVERSE_CHAIN") {
      open.push((open.pop() ?? 0) + 1);
      depth++;
    } else if (CLOSES.test(token)) depth -= open.pop() ?? 0;
    if (depth <= MOST_DEPTH) continue;
    throw new UserError(`${name}:${line}: within more than ${MOST_DEPTH} blocks and calls`, {
      hint: "close them, or take them apart",
    });
  }
}

const OPENS = /^OPEN_(BLOCK|INVERSE|RAW_BLOCK|PARTIAL_BLOCK|SEXPR)$/;
const CLOSES = /^(OPEN_ENDBLOCK|END_RAW_BLOCK|CLOSE_SEXPR)$/;
/** Five times the longest of the built-in templates. */
const MOST_CHARACTERS = 250_000;
const MOST_DEPTH = 100;

/** The parts that the types of Handlebars lack. */
interface Lexer {
  yy: object;
  yylloc: { last_line?: number };
  setInput(text: string): void;
  lex(): number | string | undefined;
}

function* yieldTokens(text: string): Generator<{ token: string; line: number }> {
  const { lexer, terminals_: names } = (
    Handlebars as unknown as { Parser: { lexer: Lexer; terminals_: Record<number, string> } }
  ).Parser;
  lexer.yy = {};
  lexer.setInput(text);
  while (true) {
    const code = next(lexer);
    const token = typeof code === "string" ? code : (names[code ?? END] ?? "EOF");
    if (token === "EOF" || token === "INVALID") return;
    yield { token, line: lexer.yylloc.last_line ?? 1 };
  }
}

/** An invalid token ends the list: the parser reports it later. */
function next(lexer: Lexer): number | string | undefined {
  try {
    return lexer.lex();
  } catch {
    return END;
  }
}

const END = 1;
