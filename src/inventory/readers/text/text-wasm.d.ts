/** A WebAssembly module, compiled by `assemblyScript` of rolldown.config.ts: in base64. */
declare module "*?wasm" {
  export const simd: string;
  /** The same without SIMD instructions. */
  export const scalar: string;
}
