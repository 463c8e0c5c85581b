/** The autocorrelation of neighbours among values whose mean is 0. */
export function lagOne(centred: readonly number[]): number {
  let [products, squares] = [0, 0];
  centred.forEach((value, i) => {
    squares += value * value;
    if (i > 0) products += value * (centred[i - 1] as number);
  });
  return squares === 0 ? 0 : products / squares;
}
