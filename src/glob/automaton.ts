import type { Part } from "./part.ts";

/**
 * How far some patterns have come in a path. Reading goes from state to state, a character at a time, and
 * never back: it takes as long as the path, times the length of the patterns at most.
 */
export interface State {
  /** Whether the path, as far as it was read, matches. */
  readonly matches: boolean;
  /** Whether no continuation of the path can match. */
  readonly isDead: boolean;
}

interface OwnState extends State {
  /** The numbers of the steps that may come next. */
  readonly members: readonly number[];
  readonly beginsName: boolean;
  readonly next: Map<number, OwnState>;
}

/** A step that takes a character, one that goes several ways without one, or the end. */
type Step =
  | (Pick<Part & { kind: "character" }, "matches" | "isWild"> & { readonly next: number })
  | { readonly ways: number[] }
  | null;

/** States are made when they are first come to; more than these, and members of them, are forgotten again. */
const MOST_STATES = 2000;
const MOST_MEMBERS = 200_000;

/**
 * Reads paths by several patterns at once: the automaton of Thompson, of which the states that are needed are
 * kept, as RE2 does.
 *
 * Source: R. Cox, "Regular Expression Matching Can Be Simple And Fast", 2007
 */
export class Automaton {
  readonly #steps: Step[] = [null];
  readonly #start: OwnState;
  readonly #known = new Map<string, OwnState>();
  #members = 0;

  constructor(parts: readonly Part[]) {
    const ways = parts.map((part) => this.#add(part, END));
    this.#start = this.#internState(ways, true);
  }

  get start(): State {
    return this.#start;
  }

  /** Reads on, from a state that this automaton gave. */
  read(state: State, text: string): State {
    let current = state as OwnState;
    for (let at = 0; at < text.length && current.members.length > 0; ) {
      const code = text.codePointAt(at) as number;
      at += code > 0xffff ? 2 : 1;
      const next = current.next.get(code) ?? this.#stateAfter(current, code);
      current.next.set(code, next);
      current = next;
    }
    return current;
  }

  /** Adds the steps of a part that go on to another step; gives back the first. */
  #add(part: Part, next: number): number {
    switch (part.kind) {
      case "character":
        return this.#steps.push({ matches: part.matches, isWild: part.isWild, next }) - 1;
      case "sequence":
        return part.parts.reduceRight((after, each) => this.#add(each, after), next);
      case "choice":
        return this.#steps.push({ ways: part.parts.map((each) => this.#add(each, next)) }) - 1;
      case "repeat": {
        const ways = [next];
        const again = this.#steps.push({ ways }) - 1;
        const first = this.#add(part.part, again);
        ways.push(first);
        return part.least === 0 ? again : first;
      }
    }
  }

  #stateAfter({ members, beginsName }: OwnState, code: number): OwnState {
    const hides = beginsName && code === DOT;
    const nexts = members.flatMap((member) => {
      const step = this.#steps[member];
      const isTaken = step && "next" in step && !(hides && step.isWild) && step.matches(code);
      return isTaken ? [step.next] : [];
    });
    return this.#internState(nexts, code === SLASH);
  }

  #internState(first: readonly number[], beginsName: boolean): OwnState {
    const found = new Set<number>();
    const todo = [...first];
    const seen = new Set<number>();
    while (todo.length > 0) {
      const number = todo.pop() as number;
      if (seen.has(number)) continue;
      seen.add(number);
      const step = this.#steps[number];
      if (step && "ways" in step) todo.push(...step.ways);
      else found.add(number);
    }
    const members = [...found].sort((a, b) => a - b);
    const key = `${beginsName} ${members}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MOST_STATES || this.#members >= MOST_MEMBERS) {
      for (const each of this.#known.values()) each.next.clear();
      this.#known.clear();
      this.#members = 0;
    }
    this.#members += members.length;
    const isDead = members.length === 0;
    const state = { members, beginsName, next: new Map(), matches: members[0] === END, isDead };
    this.#known.set(key, state);
    return state;
  }
}

const END = 0;
const DOT = 0x2e;
const SLASH = 0x2f;
