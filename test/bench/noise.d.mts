export function randomUniform(seed: number): () => number;
export function randomNormal(uniform: () => number): () => number;
export function autoregressive(n: number, phi: number, normal: () => number): number[];
