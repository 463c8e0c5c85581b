// The states of a JsonMachine, named by the token that it expects next.
export const VALUE = 1;
export const VALUE_OR_END = 2;
export const KEY_OR_END = 3;
export const KEY = 4;
export const COLON = 5;
export const AFTER = 6;
export const DONE = 7;
export const TOKEN = 8;
export const TOO_DEEP = 9;

/** The place of a wrong byte in words. */
export const WHERE: Readonly<Record<number, string>> = {
  [VALUE]: "where a value should be",
  [VALUE_OR_END]: "where a value or ] should be",
  [KEY_OR_END]: "where a key or } should be",
  [KEY]: "where a key should be",
  [COLON]: "where a colon should be",
  [AFTER]: "where a comma or the end should be",
  [DONE]: "after the value",
  [TOO_DEEP]: "more than a million levels deep",
};

/** The state that a value's first byte leads to; 0 where no value begins so. */
export const BEGINS: Uint8Array = new Uint8Array(256);
for (const letter of '"-0123456789tfnNI') BEGINS[letter.charCodeAt(0)] = TOKEN;
BEGINS[0x7b] = KEY_OR_END;
BEGINS[0x5b] = VALUE_OR_END;
