/** One kind of attack on the trust boundary: a file of `trials` exports it as `trial`. */
export interface Trial {
  /** As the report calls it: `paths`. */
  readonly name: string;
  /**
   * Makes every attempt of its kind.
   *
   * @returns how many attempts it made, and a line for each that succeeded
   * @throws where the trial itself could not be made
   */
  run(): Promise<{ tried: number; failures: string[] }>;
}
