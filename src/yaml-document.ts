import {
  Composer,
  type CST,
  type Document,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  YAMLError,
} from "yaml";

export interface YamlDocument {
  readonly document: Document<ParsedNode>;
  readonly lines: LineCounter;
}

/** What makes a text no YAML. */
export class YamlFault extends Error {
  override readonly name = "YamlFault";
  /** From 1. */
  readonly line: number;
  readonly isTooDeep: boolean;
  /** Whether the text is no YAML at all; else it is some that is not read. */
  readonly isSyntax: boolean;

  constructor(line: number, message: string) {
    super(message);
    this.line = line;
    this.isTooDeep = message === TOO_DEEP;
    this.isSyntax = ![TOO_DEEP, NO_TEXT, SECOND.message].includes(message);
  }
}

/**
 * Reads YAML 1.2, of which JSON is a part. The library reads, by calling itself, whatever nests however
 * deep: where the stack ends within a regular expression that V8 compiles just then, the process ends. So
 * levels are counted while there is no more than a list of them. A key that is itself a mapping or a list
 * is refused: as text it doubles with each level.
 *
 * @param options uniqueKeys: whether a key that is there twice is a fault, which takes the square of their
 * number to find out
 * @throws YamlFault
 */
export function readYaml(text: string, options: { uniqueKeys: boolean }): YamlDocument {
  const lines = new LineCounter();
  // logLevel: else a key that is no text is announced by a warning of the process.
  // resolveKnownTags: bytes, sets and ordered maps are no values of JSON.
  const kinds = { stringKeys: true, resolveKnownTags: false } as const;
  const composer = new Composer({ ...options, ...kinds, logLevel: "error" });
  const tokens = tokensOf(text, lines);
  const [document, second] = composer.compose(tokens, true, text.length);
  if (document === undefined) throw new YamlFault(1, "no document");
  const fault = document.errors[0] ?? (second === undefined ? undefined : SECOND);
  if (fault === undefined) return { document, lines };
  const at = fault instanceof YAMLError ? fault.pos[0] : (second?.range[0] ?? 0);
  const message = /^With stringKeys/.test(fault.message) ? NO_TEXT : fault.message;
  throw new YamlFault(Math.max(1, lines.linePos(at).line), message);
}

const NO_TEXT = "a key that is a mapping or a list; write a text";
const TOO_DEEP = "nested too deeply";
const SECOND = { message: "a second document begins here; there may be one" };

/** As {@link Parser.parse} gives them. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MOST_LEVELS) {
      throw new YamlFault(lines.linePos(parser.offset).line, TOO_DEEP);
    }
  }
  yield* parser.end();
}

/** Of 1 MB of stack, 786 use up all. */
const MOST_LEVELS = 200;
