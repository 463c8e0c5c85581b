/** Words of parameters that say of which data or time a run was: they differ though the model does not. */
const OF_DATA = new Set(
  `date day week month year hour time timestamp start end from to since until at on path paths uri url file
  filename dir folder id uuid hash sha commit digest version rows row records count samples train test seed
  state run job host user window period batch snapshot partition cutoff`.split(/\s+/),
);

/** These are settings although a word of theirs is not. */
const SETTINGS = new Set([
  "batch_size",
  "test_size",
  "window_size",
  "min_samples_leaf",
  "min_samples_split",
]);

/**
 * The parameters of a run's model, as one text to compare, without those of data and time.
 *
 * @returns null if it has no parameters
 */
export function joinSettings(params: ReadonlyMap<string, string>): string | null {
  const settings = [...params].filter(([key, value]) => isSetting(key.toLowerCase(), value));
  if (settings.length === 0) return null;
  return JSON.stringify(settings.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function isSetting(key: string, value: string): boolean {
  if (/(?:19|20)\d\d-?\d\d-?\d\d/.test(value)) return false;
  if (SETTINGS.has(key)) return true;
  return !key.split(/[^a-z\d]+/).some((word) => OF_DATA.has(word));
}
