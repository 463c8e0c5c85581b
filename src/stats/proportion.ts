import { normalQuantile } from "./normal.ts";

/**
 * Wilson's score interval of a proportion. Source: Wilson (1927), JASA 22; the same as statsmodels'
 * proportion_confint(method="wilson").
 *
 * @example wilson(0.9, 100, 0.95) // [0.8256, 0.9448]
 */
export function wilson(share: number, samples: number, confidence: number): [number, number] {
  const z = normalQuantile((1 + confidence) / 2);
  const scale = 1 + (z * z) / samples;
  const centre = (share + (z * z) / (2 * samples)) / scale;
  const half =
    (z * Math.sqrt((share * (1 - share)) / samples + (z * z) / (4 * samples * samples))) / scale;
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

export interface Proportion {
  readonly share: number;
  readonly samples: number;
}

/**
 * Newcombe's interval of the difference `after` − `before` of two independent proportions, from the
 * Wilson interval of each. Source: Newcombe (1998), Statistics in Medicine 17, method 10; the same as
 * statsmodels' confint_proportions_2indep(method="newcomb").
 *
 * @example newcombe({ share: 48/80, samples: 80 }, { share: 56/70, samples: 70 }, 0.95) // [0.0524, 0.3339]
 */
export function newcombe(
  before: Proportion,
  after: Proportion,
  confidence: number,
): [number, number] {
  const [low1, high1] = wilson(after.share, after.samples, confidence);
  const [low2, high2] = wilson(before.share, before.samples, confidence);
  const difference = after.share - before.share;
  return [
    difference - Math.hypot(after.share - low1, high2 - before.share),
    difference + Math.hypot(high1 - after.share, before.share - low2),
  ];
}
