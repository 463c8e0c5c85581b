import {
  Composer,
  type CST,
  type Document,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
} from "yaml";

export interface YamlDocument {
  readonly document: Document<ParsedNode>;
  readonly lines: LineCounter;
}

/** The fault that makes a text invalid YAML. */
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
    this.isSyntax = ![TOO_DEEP, TOO_MANY, NO_TEXT, SECOND].includes(message);
  }
}

/**
 * Reads YAML 1.2, of which JSON is a part. The library reads, by calling itself, whatever nests however
 * deep: where the stack ends within a regular expression that V8 compiles just then, the process ends. So
 * levels are counted while there is no more than a list of them. A key that is itself a mapping or a list
 * is refused: as text it doubles with each level. Each alias is looked for among all anchors and aliases
 * before it, so that there may be some thousands.
 *
 * @param options uniqueKeys: whether a key that is there twice is a fault, which takes the square of their
 * number to find out
 * @throws YamlFault
 */
export function readYaml(text: string, options: { uniqueKeys: boolean }): YamlDocument {
  const lines = new LineCounter();
  // logLevel: otherwise a key that is not a text is announced by a warning of the process.
  // resolveKnownTags: bytes, sets and ordered maps are no values of JSON.
  const kinds = { stringKeys: true, resolveKnownTags: false } as const;
  const composer = new Composer({ ...options, ...kinds, logLevel: "error" });
  let first: YamlFault | undefined;
  const fail = (at: number, message: string): never => {
    const said = message.startsWith("With stringKeys") ? NO_TEXT : message;
    // The library catches it on the way up, and reports it like faults further out.
    first ??= new YamlFault(Math.max(1, lines.linePos(at).line), said);
    throw first;
  };
  // Else the library goes on and makes an Error of each fault, and of each warning, of which 2 MB may have a
  // million. There is no option for it.
  const onError: OnFault = (place, _code, message, isWarning) => {
    if (isWarning !== true) fail(findOffset(place), message);
  };
  Object.assign(composer, { onError });
  const [document, second] = composer.compose(yieldTokens(text, lines), true, text.length);
  if (document === undefined) return fail(0, "no document");
  const [fault] = document.errors;
  if (fault !== undefined) fail(fault.pos[0], fault.message);
  if (second !== undefined) fail(second.range[0], SECOND);
  return { document, lines };
}

/** How the library reports a fault: by its offset, by the range's, or at a token. */
type OnFault = (
  place: number | readonly number[] | { readonly offset: number },
  code: string,
  message: string,
  isWarning?: boolean,
) => void;

function findOffset(place: Parameters<OnFault>[0]): number {
  if (typeof place === "number") return place;
  return "offset" in place ? place.offset : (place[0] ?? 0);
}

const NO_TEXT = "a key that is a mapping or a list; write a text";
const TOO_DEEP = "nested too deeply";
const TOO_MANY = "too many anchors and aliases; write out what they stand for";
const SECOND = "a second document begins here; there may be one";

/** As {@link Parser.parse} gives them, up to the first that is a fault. */
function* yieldTokens(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let named = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith("&") || lexeme.startsWith("*")) named++;
    for (const token of parser.next(lexeme)) {
      yield token;
      if (token.type === "error") return;
    }
    if (named > MOST_NAMED) throw new YamlFault(lines.linePos(parser.offset).line, TOO_MANY);
    if (parser.stack.length > MOST_LEVELS) {
      throw new YamlFault(lines.linePos(parser.offset).line, TOO_DEEP);
    }
  }
  yield* parser.end();
}

/** Of 1 MB of stack, 786 use up all. */
const MOST_LEVELS = 200;
/** Anchors and aliases; as many take a tenth of a second. */
const MOST_NAMED = 5000;
