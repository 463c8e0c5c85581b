/**
 * The parts of a pattern of paths. All that a pattern can say is made of these four kinds, so that an
 * automaton can be built of it, which reads a path once, whatever the pattern is.
 */
export type Part =
  | {
      readonly kind: "character";
      readonly matches: (code: number) => boolean;
      /** Whether it stands for several characters: then not for a dot that hides a file. */
      readonly isWild: boolean;
    }
  | { readonly kind: "sequence"; readonly parts: readonly Part[] }
  | { readonly kind: "choice"; readonly parts: readonly Part[] }
  | { readonly kind: "repeat"; readonly part: Part; readonly least: 0 | 1 };

export function literal(character: string): Part {
  const own = toCodePoint(character);
  return { kind: "character", matches: (code) => code === own, isWild: false };
}

export function characterAt(text: string, at: number): string {
  const code = text.codePointAt(at);
  return code === undefined ? "" : String.fromCodePoint(code);
}

export function toCodePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

export const SLASH = 0x2f;

/** A text of ordinary characters. */
export function literalText(text: string): Part {
  return { kind: "sequence", parts: [...text].map(literal) };
}

/** Any text of at least so many characters, slashes and dots included. */
export function anyText(least: 0 | 1): Part {
  return { kind: "repeat", part: ANY_AT_ALL, least };
}

export const ANY_AT_ALL: Part = { kind: "character", matches: () => true, isWild: false };
export const ANY_CHARACTER: Part = {
  kind: "character",
  matches: (code) => code !== SLASH,
  isWild: true,
};

export const NOTHING: Part = { kind: "sequence", parts: [] };

/** `*`. */
export const ANY_NAME: Part = { kind: "repeat", part: ANY_CHARACTER, least: 0 };

/** `**` with its slash: folders, each of which has a name, or none at all. */
export const ANY_FOLDERS: Part = {
  kind: "repeat",
  part: {
    kind: "sequence",
    parts: [{ kind: "repeat", part: ANY_CHARACTER, least: 1 }, literal("/")],
  },
  least: 0,
};

/** `**` at the end. */
export const ANYTHING: Part = {
  kind: "repeat",
  part: { kind: "character", matches: () => true, isWild: true },
  least: 1,
};
