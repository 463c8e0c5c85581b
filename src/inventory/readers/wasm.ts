/**
 * Assembles WebAssembly modules, instruction by instruction (WebAssembly Core Specification 2.0,
 * section 5), so that neither a compiler nor a binary file is needed.
 */

/** Instructions, or one that leaves a value, as bytes. */
export type Code = readonly number[];

// Types of values.
export const I32 = 0x7f;
export const I64 = 0x7e;

const EMPTY = 0x40;
const END = 0x0b;

export interface WasmFunction {
  readonly name: string;
  /** Numbers of 32 bits; they are the first locals. */
  readonly parameters: number;
  readonly returnsNumber: boolean;
  /** How many locals of which type follow the parameters. */
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly body: Code;
}

/** A module of these functions, which exports them and a `memory` of some pages of 64 KiB. */
export function wasmModule(
  pages: number,
  functions: readonly WasmFunction[],
): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, returnsNumber }) => [
    ...[0x60, ...list(Array.from({ length: parameters }, () => [I32]))],
    ...list(returnsNumber ? [[I32]] : []),
  ]);
  const exported = functions.map(({ name }, index) => [...text(name), 0, index]);
  const bodies = functions.map(({ locals, body }) =>
    sized([...list(locals.map(([count, type]) => [...unsigned(count), type])), ...body, END]),
  );
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // "\0asm", version 1
    ...section(1, list(types)),
    ...section(3, list(functions.map((_, index) => [index]))), // The types of the functions.
    ...section(5, list([[0, ...unsigned(pages)]])),
    ...section(7, list([[...text("memory"), 2, 0], ...exported])),
    ...section(10, list(bodies)),
  ]);
}

/** What a module exports: its functions, and its memory. */
export function instantiate<Functions>(
  module: Uint8Array<ArrayBuffer>,
): Functions & { readonly memory: Memory } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module));
  return exports as Functions & { readonly memory: Memory };
}

export interface Memory {
  /** Another one after `grow`. */
  readonly buffer: ArrayBuffer;
  /** By this many pages of 64 KiB. */
  grow(pages: number): void;
}

// The part of it that is used: TypeScript has its types in "dom" only.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: object };
};

/** The parameter or local of this number: as it is, it reads it. */
export function local(index: number): Code {
  return [0x20, index];
}

export function set(variable: Code, value: Code): Code {
  return [...value, 0x21, variable[1] as number];
}

export function constant(value: number): Code {
  return [0x41, ...signed(value)];
}

export function when(condition: Code, then: Code, otherwise: Code = []): Code {
  const rest = otherwise.length === 0 ? [] : [0x05, ...otherwise];
  return [...condition, 0x04, EMPTY, ...then, ...rest, END];
}

/** `while (condition) body` */
export function repeat(condition: Code, body: Code): Code {
  return [0x03, EMPTY, ...when(condition, [...body, 0x0c, 1]), END];
}

export function giveBack(value: Code): Code {
  return [...value, 0x0f];
}

const binary = (operation: number) => (a: Code, b: Code) => [...a, ...b, operation];

export const equal: (a: Code, b: Code) => Code = binary(0x46);
export const less: (a: Code, b: Code) => Code = binary(0x49);
export const more: (a: Code, b: Code) => Code = binary(0x4b);
export const add: (a: Code, b: Code) => Code = binary(0x6a);
export const subtract: (a: Code, b: Code) => Code = binary(0x6b);
export const and: (a: Code, b: Code) => Code = binary(0x71);
export const or: (a: Code, b: Code) => Code = binary(0x72);
export const shiftLeft: (a: Code, b: Code) => Code = binary(0x74);
export const shiftRight: (a: Code, b: Code) => Code = binary(0x76);

const load = (operation: number) => (at: Code) => [...at, operation, 0, 0];
const store = (operation: number) => (at: Code, value: Code) => [...at, ...value, operation, 0, 0];

/** At any address, as are all of these. */
export const load8: (at: Code) => Code = load(0x2d);
export const load16: (at: Code) => Code = load(0x2f);
export const load32: (at: Code) => Code = load(0x28);
export const load64: (at: Code) => Code = load(0x29);
export const store8: (at: Code, value: Code) => Code = store(0x3a);
export const store64: (at: Code, value: Code) => Code = store(0x37);

/** Of 64-bit integers with a sign. */
export const less64: (a: Code, b: Code) => Code = binary(0x53);

/** `a` where the condition holds, else `b`. */
export function choose(a: Code, b: Code, condition: Code): Code {
  return [...a, ...b, ...condition, 0x1b];
}

/** Where the ranges overlap, as if by way of a copy. */
export function copyBytes(to: Code, from: Code, count: Code): Code {
  return [...to, ...from, ...count, 0xfc, 10, 0, 0];
}

function section(id: number, content: Code): Code {
  return [id, ...sized(content)];
}

function list(elements: readonly Code[]): Code {
  return [...unsigned(elements.length), ...elements.flat()];
}

function sized(content: Code): Code {
  return [...unsigned(content.length), ...content];
}

function text(name: string): Code {
  return sized([...name].map((letter) => letter.charCodeAt(0)));
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >> 7)];
}

function signed(value: number): Code {
  const isLast = value >= -0x40 && value < 0x40;
  return isLast ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}
