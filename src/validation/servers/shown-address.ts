/**
 * An address as the plan shows it.
 *
 * @example shownAddress("https://me:pw@mlflow.example/base/#/experiments/1") // "https://mlflow.example/base"
 */
export function shownAddress(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/(?<!\/)\/+$/, "")}`;
}
