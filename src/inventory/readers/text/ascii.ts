/** Bytes with a meaning in text, JSON and delimited text, by their names. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const NINE = 0x39;
export const COLON_BYTE = 0x3a;
export const BACKSLASH = 0x5c;
export const BRACKET_CLOSE = 0x5d;
export const LETTER_U = 0x75;
export const BRACE_CLOSE = 0x7d;
