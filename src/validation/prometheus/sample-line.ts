/** A line of the text format, in its own words. */
export interface SampleLine {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: string;
  /** null where the line has none. */
  readonly timestamp: string | null;
}

/**
 * Reads a sample of Prometheus's text format or of OpenMetrics: `name{label="value"} 0.91 1755158400`. An exemplar
 * behind it is passed over.
 *
 * @throws Error that says what is wrong with the line
 */
export function parseSampleLine(line: string): SampleLine {
  const cursor = new Cursor(line);
  cursor.skipBlanks();
  let name = cursor.takeWord();
  cursor.skipBlanks();
  const labels = new Map<string, string>();
  if (cursor.take("{")) name = readLabels(cursor, labels) ?? name;
  if (name === "") throw new Error("no name of a metric");
  const [rest = ""] = cursor.rest().split(" # ");
  const [value, timestamp = null, more] = rest.split(/[ \t]+/).filter((part) => part !== "");
  if (value === undefined) throw new Error("no value");
  if (more !== undefined) throw new Error(`"${more.slice(0, 40)}" after its timestamp`);
  return { name, labels, value, timestamp };
}

/** @returns the name of the metric, where it stands quoted among the labels */
function readLabels(cursor: Cursor, labels: Map<string, string>): string | null {
  let name: string | null = null;
  for (;;) {
    cursor.skipBlanks();
    if (cursor.take("}")) return name;
    const isQuoted = cursor.take('"');
    const label = isQuoted ? cursor.takeQuoted() : cursor.takeWord();
    cursor.skipBlanks();
    if (cursor.take("=")) {
      cursor.skipBlanks();
      if (!cursor.take('"')) throw new Error(`the value of the label ${label} is not quoted`);
      if (labels.has(label)) throw new Error(`the label ${label} stands twice`);
      labels.set(label, cursor.takeQuoted());
    } else if (isQuoted && name === null) name = label;
    else throw new Error(`a label without a value: ${label.slice(0, 40)}`);
    cursor.skipBlanks();
    if (!cursor.take(",") && !cursor.isAt("}")) throw new Error("labels without an end");
  }
}

/** A place in a line. */
class Cursor {
  readonly #line: string;
  #at = 0;

  constructor(line: string) {
    this.#line = line;
  }

  isAt(text: string): boolean {
    return this.#line.startsWith(text, this.#at);
  }

  take(text: string): boolean {
    if (!this.isAt(text)) return false;
    this.#at += text.length;
    return true;
  }

  skipBlanks(): void {
    while (this.isAt(" ") || this.isAt("\t")) this.#at++;
  }

  /** The characters of a name; empty at any other character. */
  takeWord(): string {
    const word = /[\w:.]*/y;
    word.lastIndex = this.#at;
    const [text = ""] = word.exec(this.#line) ?? [];
    this.#at += text.length;
    return text;
  }

  /** The text up to the closing quote, behind the opening one. */
  takeQuoted(): string {
    let text = "";
    for (;;) {
      const character = this.#line[this.#at++];
      if (character === undefined) throw new Error("a quote without an end");
      if (character === '"') return text;
      if (character !== "\\") text += character;
      else {
        const escaped = this.#line[this.#at++] ?? "";
        text += escaped === "n" ? "\n" : /["\\]/.test(escaped) ? escaped : `\\${escaped}`;
      }
    }
  }

  rest(): string {
    return this.#line.slice(this.#at);
  }
}
