/** Random numbers from 0 to 1, the same for the same seed: Mulberry32. */
export function randomUniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers from uniform ones, two by two: Box and Muller. */
export function randomNormal(uniform) {
  let kept = null;
  return () => {
    if (kept !== null) {
      const value = kept;
      kept = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Stationary AR(1) noise of variance 1. */
export function autoregressive(n, phi, normal) {
  const values = [normal()];
  const fresh = Math.sqrt(1 - phi * phi);
  for (let i = 1; i < n; i++) values.push(phi * values[i - 1] + fresh * normal());
  return values;
}
