/** The note on bare NaN and Infinity, where there are any. */
export function nonFiniteNote(count: number): string[] {
  if (count === 0) return [];
  const values = count === 1 ? "1 bare NaN or Infinity" : `${count} bare NaN or Infinity`;
  return [`${values}: JSON has no such values, other readers may refuse the file`];
}
